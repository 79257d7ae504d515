using System.Collections.Concurrent;
using NeonFlow.Postgres;
using NeonFlow.Provider.Dispatch;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What one operation of the engine on one resource gave.</summary>
public sealed record Outcome(IReadOnlyList<string> Log, IReadOnlyList<string> Changes, string? Error, IReadOnlyList<string> Problems)
{
    public string Text => string.Join("\n", Log);

    public string Plan => string.Join("\n", Log.Where(static l => l.StartsWith("plan:", StringComparison.Ordinal)));
}
