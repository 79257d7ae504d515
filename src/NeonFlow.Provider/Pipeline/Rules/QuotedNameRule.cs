using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The connector can write the name of every bound table in SQL.</summary>
internal sealed class QuotedNameRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.QuotedName;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … RENAME TO …`, or `ALTER SCHEMA … RENAME TO …`, and the new name in the program";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables)
        {
            var (schema, table) = RepairedTables.Plain(bound.Name);
            // A name under which there is nothing has a rule of its own.
            if (!facts.Exists || (schema == bound.Name.Schema && table == bound.Name.Name))
            {
                continue;
            }

            var renames = new List<string>();
            if (table != bound.Name.Name)
            {
                renames.Add($"ALTER TABLE {bound.Name.Sql} RENAME TO {Identifier.Quote(table)};");
            }

            if (schema != bound.Name.Schema)
            {
                renames.Add($"ALTER SCHEMA {Identifier.Quote(bound.Name.Schema)} RENAME TO {Identifier.Quote(schema)};");
            }

            renames.Add(Say.InProgram(situation.RepairedInput()!));
            yield return this.Found(bound.Path, $"The name {bound.Name} holds a double quote.", string.Join("\n", renames));
        }
    }
}
