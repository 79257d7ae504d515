using System.CommandLine;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow stack rm</c> and <c>neonflow state …</c>: what the fixes of messages ask for besides operations.</summary>
internal static class StackCommands
{
    public static Command Stack()
    {
        var name = new Argument<string?>("name") { Description = "Stack. Default: that of --stack.", Arity = ArgumentArity.ZeroOrOne };
        var force = new Option<bool>("--force", "-f") { Description = "Also where it still has resources, which stay where they are." };
        var yes = OperationCommands.Yes;
        var remove = new Command("rm", "Gives a stack up, with its state and its config.")
        {
            name,
            force,
            yes,
            StackOptions.Cwd,
            StackOptions.Stack,
            StackOptions.State,
        };
        remove.SetAction(
            (parsed, _) =>
                StackOptions.EndAsync(
                    parsed,
                    () => Task.FromResult(StackOptions.Engine(parsed, stack: parsed.GetValue(name)).RemoveStack(parsed.GetValue(force)))
                )
        );
        return new Command("stack", "Stacks.") { remove };
    }

    public static Command State() =>
        new("state", "Changes the saved state, not the resources.")
        {
            Edit("delete", "Forgets a resource, which stays where it is.", static (engine, urn) => engine.DeleteResource(urn)),
            Edit("protect", "Has every update refuse to delete a resource.", static (engine, urn) => engine.Protect(urn)),
            Edit("unprotect", "Takes the protection of a resource away.", static (engine, urn) => engine.Unprotect(urn)),
            Edit("taint", "Has the next update replace a resource.", static (engine, urn) => engine.Taint(urn)),
            Edit("untaint", "Takes the mark of taint away.", static (engine, urn) => engine.Untaint(urn)),
        };

    private static Command Edit(string name, string description, Func<TestEngine, Urn, EngineResult> edit)
    {
        var urn = new Argument<string>("urn") { Description = "URN of the resource." };
        var command = new Command(name, description)
        {
            urn,
            OperationCommands.Yes,
            StackOptions.Cwd,
            StackOptions.Stack,
            StackOptions.State,
        };
        command.SetAction(
            (parsed, _) =>
                StackOptions.EndAsync(
                    parsed,
                    () => Task.FromResult(edit(StackOptions.Engine(parsed), new Urn(parsed.GetRequiredValue(urn))))
                )
        );
        return command;
    }
}
