using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>Every bound table has a replica identity.</summary>
internal sealed class KeylessTableRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation) =>
        from table in situation.Tables
        where table.Facts is { Unpublishable: null, KeylessLeaves.Count: > 0 } && (situation.Operations is not { } operations || operations.Contains("update") || operations.Contains("delete"))
        let same = Fixes.Keyless(table.Facts, table.Bound.Path)
        select same with { Code = PreflightDiagnostics.Keyless };
}
