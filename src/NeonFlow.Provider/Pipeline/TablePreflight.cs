using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Judges a table by itself: would a capture that binds it run, whatever publication, role and slot it is given.</summary>
internal static class TablePreflight
{
    private static readonly IReadOnlyList<ICaptureRule> Rules = [.. CaptureRules.All.Where(static r => r.RestsOn == CaptureAspects.Tables)];

    /// <summary>What the rules that rest on the table alone find.</summary>
    /// <param name="server">The server.</param>
    /// <param name="table">The table, judged as a whole.</param>
    /// <param name="seen">The same, as a capture sees it.</param>
    public static PreflightVerdict Judge(ServerFacts server, TableFacts table, CapturedTableFacts seen)
    {
        var subject = new CaptureSubject
        {
            User = "",
            Publication = "",
            Slot = "",
            Tables = [new(table.Name, "")],
        };
        var situation = new CaptureSituation(subject, new(server, null, null, [table], null, null) { Seen = [seen] });
        var found = Rules.SelectMany(r => r.Judge(situation)).ToLookup(static f => f.Weight, static f => f.Diagnostic);
        return new([.. found[Weight.Failure]], [.. found[Weight.Warning]]);
    }
}
