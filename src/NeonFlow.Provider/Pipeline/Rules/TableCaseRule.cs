using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication has no other table whose name is the same as a bound one's in lower case.</summary>
internal sealed class TableCaseRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.TableCase;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy => "`ALTER PUBLICATION … DROP TABLE …` of the other one, or `ALTER TABLE … RENAME TO …`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var planned = (situation.PlannedPublication?.Tables ?? []).ToLookup(static t => t.InLowerCase);
        foreach (var (bound, _, seen) in situation.Tables)
        {
            var others = seen.Namesakes.Union(planned[bound.Name.InLowerCase].Where(t => t != bound.Name));
            foreach (var other in others.Where(o => situation.WillBePublished(o, seen.Namesakes.Contains(o))))
            {
                yield return this.Found(
                    bound.Path,
                    $"The names of {bound.Name} and {other}, which the publication {situation.Subject.Publication} has as well, differ in "
                        + "case only.",
                    Apart(situation, other, isListed: seen.Namesakes.Contains(other))
                        + (
                            bound.Lost.Count == 0
                                ? ""
                                : $"\n-- for what came of the other table, besides:\n{Say.InProgram(situation.Subject.Reset(bound))}"
                        )
                );
            }
        }
    }

    private static string Apart(CaptureSituation situation, TableName other, bool isListed)
    {
        var takesAll =
            situation.Facts?.Publication is { } publication && (publication.AllTables || publication.Schemas.Contains(other.Schema));
        return takesAll ? $"ALTER TABLE {other.Sql} RENAME TO {Identifier.Quote(Identifier.PlainLowerCase(other.Name, "_2"))};"
            : isListed
                ? $"{Statements.DropTables(situation.Subject.Publication, [other])};   -- and out of the Publication's tables, where it is "
                    + "among them"
            : Say.InProgram($"take {other} out of the Publication's tables");
    }
}
