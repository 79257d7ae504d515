using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The replica identity of every bound table has its key.</summary>
internal sealed class KeyIdentityRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.KeyIdentity;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy =>
        "`ALTER TABLE … REPLICA IDENTITY DEFAULT`, or `FULL`, and for a capture that runs a raised `Backfill` with `Reset = true`";

    // A delete without its key stays in the log.
    public LossAcceptance Acceptance => LossAcceptance.Never;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, seen) in situation.Tables.Where(static t => t.Bound.HasColumnKey))
        {
            var leaves = situation.LeavesWithoutKey(facts, seen);
            if (leaves.Count == 0)
            {
                continue;
            }

            var what =
                leaves.Count == 1 && leaves[0] == bound.Name
                    ? $"The replica identity of {bound.Name} is a unique index"
                    : $"The replica identity of {leaves.Count} partitions of {bound.Name} ({string.Join(", ", leaves.Take(3))}) is a "
                        + "unique index";
            // A primary key that is deferrable is no replica identity.
            var identity = facts.PrimaryKey ? ReplicaIdentityKind.Default : ReplicaIdentityKind.Full;
            yield return this.Found(
                    bound.Path,
                    $"{what} without all columns of the primary key ({string.Join(", ", seen.KeyColumns)}).",
                    (
                        PlannedIdentities.Of(bound.Name, situation.SetsIdentities) is null
                            ? string.Join("\n", leaves.Select(l => $"ALTER TABLE ONLY {l.Sql} REPLICA IDENTITY {identity.Keyword()};"))
                            : PlannedIdentities.Say(bound.Name, identity)
                    )
                        // Rows whose delete was lost go only with all others.
                        + (bound.GoesOnAs is null ? "" : situation.Subject.BackfillBesides(situation.Subject.Reset(bound)))
                )
                .Losing(bound.Lost);
        }
    }
}
