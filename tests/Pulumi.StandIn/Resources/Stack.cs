using System.Collections.Immutable;

namespace Pulumi;

public class Stack : ComponentResource
{
    internal const string RootType = "pulumi:pulumi:Stack";

    public Stack(StackOptions? options = null)
        : base(RootType, RootName, From(options))
    {
        Outputs = Output.Create<IDictionary<string, object?>>(ImmutableDictionary<string, object?>.Empty);
    }

    internal Stack(Func<Task<IDictionary<string, object?>?>> program, StackOptions? options)
        : this(options)
    {
        Outputs = Output.Create(RunProgramAsync(program));
        RegisterOutputs(Outputs);
    }

    internal Output<IDictionary<string, object?>> Outputs { get; private set; }

    private static string RootName => $"{Deployment.Instance.ProjectName}-{Deployment.Instance.StackName}";

    /// <summary>Declares what the constructor of a stack class left in its output properties.</summary>
    internal void RegisterProperties()
    {
        var outputs = OutputProperties.Declared(this);
        var missing = outputs.Where(output => output.Value is null).Select(output => output.Name).ToArray();
        if (missing.Length > 0)
        {
            throw new RunException(
                $"Output(s) '{string.Join(", ", missing)}' have no value assigned. [Output] attributed properties must be assigned inside "
                    + "Stack constructor."
            );
        }

        var wrong = outputs.Where(output => output.Value is not IOutput).Select(output => output.Name).ToArray();
        if (wrong.Length > 0)
        {
            throw RunException.OutputsHaveIncorrectType(wrong);
        }

        Outputs = Output.Create<IDictionary<string, object?>>(outputs.ToImmutableDictionary(output => output.Name, output => output.Value));
        RegisterOutputs(Outputs);
    }

    private static async Task<IDictionary<string, object?>> RunProgramAsync(Func<Task<IDictionary<string, object?>?>> program) =>
        await program().ConfigureAwait(false) ?? ImmutableDictionary<string, object?>.Empty;

    private static ComponentResourceOptions? From(StackOptions? options) =>
        options is null
            ? null
            : new()
            {
                ResourceTransformations = [.. options.ResourceTransformations],
                ResourceTransforms = [.. options.ResourceTransforms],
            };
}
