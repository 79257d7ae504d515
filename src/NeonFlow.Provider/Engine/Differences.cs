using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A diff as the engine takes it.</summary>
internal sealed record Differences(IReadOnlyDictionary<string, Change> Changes, bool DeleteBeforeReplace)
{
    /// <summary>A line for the user; null: none.</summary>
    public Notice? Notice { get; init; }

    /// <summary>What was saved of a resource, typed and at its old place.</summary>
    public DescribedShape? Saved { get; init; }
}
