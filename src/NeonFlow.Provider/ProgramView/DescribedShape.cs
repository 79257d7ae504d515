using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.ProgramView;

/// <summary>A shape together with what its handler says of it.</summary>
/// <param name="Shape">The typed shape.</param>
/// <param name="Unknown">What is unknown in it.</param>
/// <param name="Places">Where it is; null: not known yet.</param>
public sealed record DescribedShape(object Shape, UnknownSet Unknown, IReadOnlyList<string?> Places)
{
    /// <summary>Properties that the program marked as secret, although their type is not: other processes are not told them.</summary>
    public IReadOnlyCollection<string> Secrets { get; init; } = [];

    /// <summary>What the state keeps of the resource's mark; null: nothing.</summary>
    public string? Mark { get; init; }

    /// <summary>Objects that it makes.</summary>
    public IReadOnlyList<ObjectRef> Makes { get; init; } = [];

    /// <summary>Objects that it needs.</summary>
    public IReadOnlyList<ObjectRef> Uses { get; init; } = [];
}
