using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>
/// From the privileges there are to the privileges there should be: the difference only, never CASCADE, nothing revoked before everything
/// is granted.
/// </summary>
internal static class GrantPlan
{
    private const string TableWord = "TABLE";
    private const string SequenceWord = "SEQUENCE";

    public static SqlPlan To(Grant desired, Grant? current, GrantObservation facts, PlanContext setting)
    {
        var plan = new SqlPlan();
        if (facts.Role is null && !setting.RolesToBeCreated.Contains(desired.Role))
        {
            var unknown = new Diagnostic(
                PostgresDiagnostics.UnknownRole,
                "role",
                $"The role {desired.Role} does not exist{(setting.Preview ? " yet" : "")}."
            )
            {
                Fix =
                    $"CREATE ROLE {Identifier.Quote(desired.Role)} LOGIN REPLICATION PASSWORD '...';   -- or a neon:Role that this grant "
                    + "depends on",
                Kind = FailureKind.NotFound,
            };
            // In a preview another resource may still make it.
            (setting.Preview ? plan.Warnings : plan.Failures).Add(unknown);
        }

        if (facts.Schema is null && !ReferenceEquals(facts, GrantObservation.Nothing))
        {
            plan.Failures.Add(
                new Diagnostic(PostgresDiagnostics.UnknownSchema, "schema", $"The schema {desired.Schema} does not exist.")
                {
                    Fix = $"CREATE SCHEMA {Identifier.Quote(desired.Schema!)};",
                    Kind = FailureKind.NotFound,
                }
            );
            return plan;
        }

        var wanted = new HashSet<string>(StringComparer.Ordinal);
        Schema(desired, facts, plan, wanted);
        Relations(
            desired,
            TableWord,
            "tables",
            Named(desired, facts, setting, plan),
            desired.Privileges ?? [],
            facts.Relations,
            plan,
            wanted
        );
        Relations(
            desired,
            SequenceWord,
            "sequences",
            Sequences(desired, facts, plan),
            desired.SequencePrivileges ?? [],
            facts.Sequences,
            plan,
            wanted
        );
        Revoke(current?.Granted ?? [], wanted, desired.Role, facts, plan);
        if (plan.Failures.Count > 0)
        {
            plan.Statements.Clear();
        }

        return plan;
    }

    public static SqlPlan Delete(Grant state, GrantObservation facts)
    {
        var plan = new SqlPlan();
        if (facts.Role is not null)
        {
            Revoke(state.Granted ?? [], [], state.Role, facts, plan);
        }

        return plan;
    }

    public static Grant? ReadState(Grant known, Grant? account, GrantObservation facts, bool import)
    {
        if (facts.Role is null || facts.Schema is null)
        {
            return null;
        }

        return import ? Found(known, facts) : Held(known, account, facts);
    }

    public static IEnumerable<Diagnostic> Verify(Grant desired, GrantObservation facts)
    {
        if (
            facts.Schema is { GranteeOwns: false } schema
            && desired.SchemaPrivileges!.Except(schema.Direct).ToList() is { Count: > 0 } lacking
        )
        {
            yield return NotGranted(
                "schemaPrivileges",
                string.Join(", ", lacking),
                $"schema {schema.Name}",
                schema.Owner,
                Statements.GrantSchema(lacking, schema.Name, desired.Role)
            );
        }

        foreach (var relation in Tables(desired, facts).Where(r => !r.GranteeOwns))
        {
            if (desired.Privileges!.Except(relation.Direct).ToList() is { Count: > 0 } missing)
            {
                yield return NotGranted(
                    "tables",
                    string.Join(", ", missing),
                    $"table {relation.Name}",
                    relation.Owner,
                    Statements.Grant(missing, [relation.Name], desired.Role)
                );
            }
        }
    }

    private static Grant? Found(Grant known, GrantObservation facts)
    {
        var held = facts.Relations.Where(static r => !r.GranteeOwns && r.Direct.Count > 0).ToList();
        var sequences = facts.Sequences.Where(static r => !r.GranteeOwns && r.Direct.Count > 0).ToList();
        if (held.Count == 0 && sequences.Count == 0 && (facts.Schema!.GranteeOwns || facts.Schema.Direct.Count == 0))
        {
            return null;
        }

        // One resource has one set of privileges: what all the tables have in common, so that taking it over changes nothing.
        static IReadOnlyList<string> Common(List<RelationPrivilegeFacts> relations) =>
            relations.Count == 0
                ? ["SELECT"]
                :
                [
                    .. relations
                        .Select(static r => r.Direct.AsEnumerable())
                        .Aggregate(static (a, b) => a.Intersect(b))
                        .Order(StringComparer.Ordinal),
                ];
        var privileges = Common(held);
        var sequencePrivileges = Common(sequences);
        IReadOnlyList<string> schemaPrivileges = facts.Schema!.GranteeOwns
            ? ["USAGE"]
            : [.. facts.Schema.Direct.Order(StringComparer.Ordinal)];
        var found = known with
        {
            Tables = [.. held.Select(static r => r.Name.ToString())],
            Privileges = privileges,
            SchemaPrivileges = schemaPrivileges,
            Sequences = sequences.Count == 0 ? null : [.. sequences.Select(static r => r.Name.ToString())],
            SequencePrivileges = sequencePrivileges,
            Missing = [],
        };
        return found with
        {
            Granted =
            [
                .. schemaPrivileges
                    .Select(p => SchemaItem(p, found.Schema!))
                    .Concat(held.SelectMany(r => privileges.Select(p => Item(p, TableWord, r.Name))))
                    .Concat(sequences.SelectMany(r => sequencePrivileges.Select(p => Item(p, SequenceWord, r.Name))))
                    .Order(StringComparer.Ordinal),
            ],
        };
    }

    private static Grant? Held(Grant known, Grant? account, GrantObservation facts)
    {
        var schema = facts.Schema!;
        var tables = Tables(known, facts).ToList();
        var sequences = facts.Sequences.Where(s => known.Sequences?.Contains(s.Name.ToString()) == true).ToList();
        static bool Has(RelationPrivilegeFacts relation, IReadOnlyList<string>? privileges) =>
            relation.GranteeOwns || (privileges ?? []).All(relation.Direct.Contains);
        var whole = tables.Where(t => Has(t, known.Privileges)).Select(static t => t.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        var wholeSequences = sequences
            .Where(t => Has(t, known.SequencePrivileges))
            .Select(static t => t.Name.ToString())
            .ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> onSchema = schema.GranteeOwns
            ? known.SchemaPrivileges ?? []
            : [.. (known.SchemaPrivileges ?? []).Where(schema.Direct.Contains)];
        var asked = (known.SchemaPrivileges?.Count ?? 0) + (known.Tables?.Count ?? 1) + (known.Sequences?.Count ?? 0) > 0;
        if (
            asked
            && onSchema.Count == 0
            && !tables.Any(t => t.GranteeOwns || (known.Privileges ?? []).Any(t.Direct.Contains))
            && !sequences.Any(t => t.GranteeOwns || (known.SequencePrivileges ?? []).Any(t.Direct.Contains))
        )
        {
            return null;
        }

        return known with
        {
            SchemaPrivileges = onSchema,
            Tables = known.Tables is null ? null : [.. known.Tables.Where(whole.Contains)],
            Sequences = known.Sequences is null ? null : [.. known.Sequences.Where(wholeSequences.Contains)],
            Missing = known.Tables is null ? [.. tables.Select(static t => t.Name.ToString()).Where(t => !whole.Contains(t))] : [],
            Granted = [.. (account?.Granted ?? []).Where(item => Live(item, facts))],
        };
    }

    private static IEnumerable<RelationPrivilegeFacts> Tables(Grant desired, GrantObservation facts) =>
        desired.Tables is null
            ? facts.Relations.Where(static r => r.Kind is RelationKind.Table or RelationKind.PartitionedTable)
            : facts.Relations.Where(r => desired.Tables.Contains(r.Name.ToString()));

    private static void Schema(Grant desired, GrantObservation facts, SqlPlan plan, HashSet<string> wanted)
    {
        var privileges = desired.SchemaPrivileges ?? [];
        wanted.UnionWith(privileges.Select(p => SchemaItem(p, desired.Schema!)));
        if (facts.Schema is { GranteeOwns: true })
        {
            return;
        }

        var missing = privileges.Except(facts.Schema?.Direct ?? []).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var statement = Statements.GrantSchema(missing, desired.Schema!, desired.Role);
        if (facts.Schema is { } schema && missing.Except(schema.Grantable).Any())
        {
            plan.Failures.Add(MayNot("schemaPrivileges", $"schema {schema.Name}", schema.Owner, statement));
            return;
        }

        plan.Statements.Add(statement);
        plan.Added.AddRange(missing.Select(p => SchemaItem(p, desired.Schema!)));
    }

    private static IReadOnlyList<TableName> Named(Grant desired, GrantObservation facts, PlanContext setting, SqlPlan plan)
    {
        if (desired.Tables is null)
        {
            return [.. Tables(desired, facts).Select(static r => r.Name)];
        }

        var known = facts.Relations.Select(static r => r.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        var looked = !ReferenceEquals(facts, GrantObservation.Nothing);
        for (var i = 0; i < desired.Tables.Count; i++)
        {
            var table = desired.Tables[i];
            if (looked && !known.Contains(table) && !setting.UnknownTablesMayBeCreated && !setting.TablesToBeCreated.Contains(table))
            {
                plan.Failures.Add(Unknown(PropertyPath.Element("tables", i), "table", table, facts.Relations));
            }
        }

        return [.. desired.Tables.Select(TableName.Parse)];
    }

    private static IReadOnlyList<TableName> Sequences(Grant desired, GrantObservation facts, SqlPlan plan)
    {
        var names = desired.Sequences ?? [];
        var known = facts.Sequences.Select(static r => r.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < names.Count && !ReferenceEquals(facts, GrantObservation.Nothing); i++)
        {
            if (!known.Contains(names[i]))
            {
                plan.Failures.Add(Unknown(PropertyPath.Element("sequences", i), "sequence", names[i], facts.Sequences));
            }
        }

        return [.. names.Select(TableName.Parse)];
    }

    private static Diagnostic Unknown(string path, string kind, string name, IReadOnlyList<RelationPrivilegeFacts> there)
    {
        var similar = there.Select(static r => r.Name.ToString()).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return new Diagnostic(
            PostgresDiagnostics.UnknownTable,
            path,
            $"The {kind} {name} does not exist{(similar is null ? "" : $"; there is {similar}, and names keep their case")}."
        )
        {
            Fix = similar is null ? $"Create the {kind} first, or take {name} out of the program." : $"\"{similar}\"",
            Kind = FailureKind.NotFound,
        };
    }

    private static void Relations(
        Grant desired,
        string word,
        string path,
        IReadOnlyList<TableName> names,
        IReadOnlyList<string> privileges,
        IReadOnlyList<RelationPrivilegeFacts> facts,
        SqlPlan plan,
        HashSet<string> wanted
    )
    {
        var there = facts.ToDictionary(static r => r.Name);
        var groups = new SortedDictionary<string, List<TableName>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            wanted.UnionWith(privileges.Select(p => Item(p, word, name)));
            var relation = there.GetValueOrDefault(name);
            if (relation is { GranteeOwns: true })
            {
                continue;
            }

            var missing = privileges.Except(relation?.Direct ?? []).ToList();
            if (missing.Count == 0)
            {
                continue;
            }

            if (relation is not null && missing.Except(relation.Grantable).Any())
            {
                plan.Failures.Add(
                    MayNot(path, $"{word.ToLowerInvariant()} {name}", relation.Owner, Statements.Grant(missing, [name], desired.Role, word))
                );
                continue;
            }

            var key = string.Join(", ", missing);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(name);
            plan.Added.AddRange(missing.Select(p => Item(p, word, name)));
        }

        foreach (var (key, group) in groups)
        {
            plan.Statements.Add(Statements.Grant(key.Split(", "), group.Order(), desired.Role, word));
        }
    }

    private static void Revoke(IReadOnlyList<string> granted, HashSet<string> wanted, string role, GrantObservation facts, SqlPlan plan)
    {
        var gone = granted.Where(item => !wanted.Contains(item)).ToList();
        plan.Removed.AddRange(gone);
        foreach (var item in gone.Where(item => Live(item, facts)).Order(StringComparer.Ordinal))
        {
            var (privilege, word, name) = Split(item);
            if (word == "SCHEMA")
            {
                plan.Statements.Add(Statements.RevokeSchema([privilege], name, role));
                continue;
            }

            var table = TableName.Parse(name);
            plan.Statements.Add(Statements.Revoke([privilege], [table], role, word));
            // A REVOKE on the table also takes the column privileges of the same grantor away.
            var columns = facts
                .Relations.FirstOrDefault(r => r.Name == table)
                ?.Columns.Where(c => c.EndsWith($":{privilege}", StringComparison.Ordinal))
                .Select(c => c[..^(privilege.Length + 1)])
                .ToList();
            if (columns is { Count: > 0 })
            {
                plan.Statements.Add(Statements.GrantColumns(privilege, columns, table, role));
            }
        }
    }

    private static bool Live(string item, GrantObservation facts)
    {
        var (privilege, word, name) = Split(item);
        return word switch
        {
            "SCHEMA" => facts.Schema is { GranteeOwns: false } schema && schema.Name == name && schema.Direct.Contains(privilege),
            SequenceWord => facts.Sequences.Any(r => r.Name.ToString() == name && !r.GranteeOwns && r.Direct.Contains(privilege)),
            _ => facts.Relations.Any(r => r.Name.ToString() == name && !r.GranteeOwns && r.Direct.Contains(privilege)),
        };
    }

    /// <summary>What of an account another grant does not give; all of it where that is about another role or schema.</summary>
    public static IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, Grant about, GrantIntent? other) =>
        other is null || other.Role != about.Role || other.Schema != about.Schema
            ? account
            :
            [
                .. account.Where(item =>
                {
                    var (privilege, word, name) = Split(item);
                    return !(
                        word switch
                        {
                            "SCHEMA" => other.SchemaPrivileges.Contains(privilege),
                            SequenceWord => other.Sequences.Contains(name) && other.SequencePrivileges.Contains(privilege),
                            _ => (other.Tables is null || other.Tables.Contains(name)) && other.Privileges.Contains(privilege),
                        }
                    );
                }),
            ];

    private static string Item(string privilege, string word, TableName name) => $"{privilege} ON {word} {name}";

    private static string SchemaItem(string privilege, string schema) => $"{privilege} ON SCHEMA {schema}";

    private static (string Privilege, string Word, string Name) Split(string item)
    {
        var parts = item.Split(' ', 4);
        return (parts[0], parts[2], parts[3]);
    }

    private static Diagnostic MayNot(string path, string what, string owner, string statement) =>
        new(
            PostgresDiagnostics.NotAllowed,
            path,
            $"The connecting role may not grant on {what}, which belongs to {owner}; PostgreSQL would answer with a warning and grant "
                + "nothing."
        )
        {
            Fix = $"-- as {owner}:\n{statement};",
            Kind = FailureKind.Failed,
        };

    private static Diagnostic NotGranted(string path, string privileges, string what, string owner, string statement) =>
        new(PostgresDiagnostics.NotGranted, path, $"{privileges} on {what} (owner {owner}) was not granted.")
        {
            Fix = $"-- as {owner}:\n{statement};",
            Kind = FailureKind.Failed,
        };
}
