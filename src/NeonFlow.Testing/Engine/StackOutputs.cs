namespace NeonFlow.Testing.Engine;

/// <summary>What the stacks of a state folder have as outputs, by the names that programs know other stacks by.</summary>
/// <remarks>In pulumi/pulumi: backendClient (pkg/backend/backend.go).</remarks>
internal sealed class StackOutputs(string directory, string project, string passphrase, EngineAbilities abilities)
{
    private const string Organization = "organization";

    /// <summary>
    /// The outputs of <c>stack</c>, <c>organization/stack</c> or <c>organization/project/stack</c>; none where a stack is empty.
    /// </summary>
    public PropertyMap Of(string reference)
    {
        if (reference.Length == 0)
        {
            throw new EngineException("stack name must not be empty");
        }

        var (owner, home, stack) = reference.Split('/') switch
        {
            [var name] => (Organization, project, name),
            [var org, var name] => (org, project, name),
            [var org, var other, var name] => (org, other, name),
            _ => (Organization, project, ""),
        };
        if (owner is not ("" or Organization))
        {
            throw new EngineException($"organization name must be '{Organization}'");
        }

        Demand(stack);
        var folder = new StateFolder(directory, home.Length > 0 ? home : project, stack, abilities);
        return File.Exists(folder.StateFile)
            ? folder.Load(passphrase).Resources.FirstOrDefault(r => r.Urn.IsStack && r.Parent.IsEmpty)?.Outputs ?? PropertyMap.Empty
            : throw new EngineException($"unknown stack \"{reference}\"");
    }

    private static void Demand(string stack)
    {
        if (stack.Length is 0 or > 100)
        {
            throw new EngineException(stack.Length == 0 ? "a stack name may not be empty" : "a stack name cannot exceed 100 characters");
        }

        foreach (var (position, letter) in stack.Index())
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))
            {
                throw new EngineException(
                    "a stack name may only contain alphanumeric, hyphens, underscores, or periods: "
                        + $"invalid character '{letter}' at position {position}"
                );
            }
        }
    }
}
