using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>A diff as the engine takes it.</summary>
internal sealed record Differences(IReadOnlyDictionary<string, Change> Changes, bool DeleteBeforeReplace);
