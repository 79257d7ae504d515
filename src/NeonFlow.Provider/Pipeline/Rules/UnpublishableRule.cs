using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every bound table is of a kind that publications take.</summary>
internal sealed class UnpublishableRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.Unpublishable;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … SET LOGGED` for an unlogged table; else bind the tables behind it";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables)
        {
            if (facts.Unpublishable is { } reason)
            {
                yield return this.Found(
                    bound.Path,
                    $"{bound.Name} {reason}, which no publication takes.",
                    RepairedTables.CanBeLogged(facts) ? $"ALTER TABLE {bound.Name.Sql} SET LOGGED;{situation.AddToPublication(bound.Name)}"
                        : situation.RepairedInput() is { } repaired ? $"{repaired}   // bind the tables behind it"
                        : "-- bind the tables behind it"
                );
            }
        }
    }
}
