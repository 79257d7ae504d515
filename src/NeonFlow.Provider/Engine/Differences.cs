using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A diff as the engine takes it.</summary>
internal sealed record Differences(IReadOnlyDictionary<string, Change> Changes, bool DeleteBeforeReplace);
