using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No partition came under a captured table with rows in it.</summary>
internal sealed class PartitionAttachedRule : ICaptureRule
{
    private const int Shown = 5;

    public DiagnosticCode Code => PreflightDiagnostics.PartitionAttached;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "a raised `Backfill` of the partitioned table; one that came empty, or was captured since, is no fault";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, _, seen) in situation.Tables.Where(static t => t.Seen.Attached.Count > 0))
        {
            var names = TextList.And([.. seen.Attached.Select(static a => a.Name.ToString())], Shown);
            if (seen.Attached.Any(static a => a.IsReadable))
            {
                yield return this.Found(
                        bound.Path,
                        $"{names} came under {bound.Name} after that was captured, with rows that were written before.",
                        ""
                    )
                    .Losing(bound.Lost)
                    .Missing(bound);
            }
            else
            {
                var user = situation.Facts!.Server.CurrentUser;
                IReadOnlyList<TableName> tables = [.. seen.Attached.Select(static a => a.Name)];
                yield return this.Found(
                        bound.Path,
                        $"{names} came under {bound.Name} after that was captured, and {user} cannot read whether there are rows that were "
                            + "written before.",
                        string.Concat(
                            tables.Select(static t => t.Schema).Distinct().Select(s => $"{Statements.GrantSchema(["USAGE"], s, user)};\n")
                        ) + $"{Statements.Grant(["SELECT"], tables, user)};   -- as the owner"
                    )
                    .AsWarning();
            }
        }
    }
}
