using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>Every bound table is, or will be, in the publication.</summary>
internal sealed class TableNotPublishedRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (!situation.PublicationThere)
        {
            yield break;
        }

        foreach (var (bound, facts) in situation.Tables)
        {
            // Partitioned tables hide behind their partitions; that is another rule's word.
            var hidden = facts.Kind == RelationKind.PartitionedTable && !situation.ViaPartitionRoot;
            if (facts is { Exists: true, Unpublishable: null } && !hidden && !situation.WillBePublished(bound.Name, facts.Listed))
            {
                yield return new Diagnostic(PreflightDiagnostics.TableNotPublished, bound.Path, $"The table {bound.Name} is not in the publication {situation.Subject.Publication}. {PreflightDiagnostics.TableNotPublished.Consequence}")
                {
                    Fix = $"{Statements.AddTables(situation.Subject.Publication, [new PublishedTable(bound.Name)])};   -- or add it to the Publication's tables",
                };
            }
        }
    }
}
