using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>
/// From the privileges there are to the privileges there should be: the difference only, never CASCADE, nothing revoked before everything
/// is granted.
/// </summary>
internal sealed class GrantPlan : ISqlPlan<Grant, GrantObservation>
{
    private const string TableWord = "TABLE";
    private const string SequenceWord = "SEQUENCE";

    private static readonly Dictionary<TableName, RelationPrivilegeFacts> None = [];

    public static string SchemaOf(Grant grant) => grant.Schema ?? "public";

    public static bool Revokes => true;

    public static SqlSubject SubjectOf(Grant shape) =>
        new($"{SchemaOf(shape)}/{shape.Role}") { Schema = SchemaOf(shape), Role = shape.Role };

    public static Grant Under(Grant state, SqlSubject? now, IReadOnlyList<Owned> own)
    {
        var schemas = SchemasOf(state);
        return now is null && own.All(o => schemas.Contains(o.Schema))
            ? state
            : state with
            {
                Schema = now?.Schema ?? state.Schema,
                Role = now?.Role ?? state.Role,
                Granted = own,
            };
    }

    /// <summary>The schema, and those into which somebody moved tables since they were granted.</summary>
    public static IReadOnlyList<string> SchemasOf(Grant grant) =>
        [.. (grant.Granted ?? []).Select(static o => o.Schema).Prepend(SchemaOf(grant)).Distinct(StringComparer.Ordinal)];

    public static IReadOnlyList<Owned>? OwnedBy(Grant state) => state.Granted;

    public static IReadOnlyList<string> LastingOutputs => [nameof(Grant.Missing)];

    public static SqlPlan Plan(Grant desired, Grant? current, GrantObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        context.Rename?.Into(plan);
        if (observed?.Role is null && !context.RolesToBeCreated.Contains(desired.Role))
        {
            var create =
                $"CREATE ROLE {Identifier.Quote(desired.Role)} LOGIN REPLICATION PASSWORD '...';   -- or a neon:Role that this grant "
                + "depends on";
            SqlRoles.Missing(plan, context, nameof(desired.Role), desired.Role, create);
        }

        if (observed is { Schema: null })
        {
            plan.Failures.Add(SqlRoles.UnknownSchema(nameof(desired.Schema), SchemaOf(desired), context.Ownership));
            return plan.Close();
        }

        SqlRoles.TooOld(plan, nameof(desired.Privileges), desired.Privileges, observed?.Server.Version);
        var wanted = new HashSet<Owned>();
        var added = new List<Owned>();
        Schema(desired, observed, plan, wanted, added);
        GrantRelations(desired, TableWord, TableNames(desired, observed, context, plan), observed, plan, wanted, added);
        GrantRelations(desired, SequenceWord, SequenceNames(desired, observed, context, plan), observed, plan, wanted, added);
        Settle(plan, context.Ownership, wanted, added, observed);
        return plan.Close();
    }

    public static SqlPlan Delete(Grant state, GrantObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        Settle(plan, ownership, new HashSet<Owned>(), [], observed);
        return plan;
    }

    public static Grant? ReadState(Grant known, GrantObservation observed, SqlOwnership? ownership) =>
        observed is not { Role: not null, Schema: { } schema } ? null
        : ownership is null ? GrantReading.Found(known, schema, observed)
        : GrantReading.Held(known, schema, observed, ownership);

    public static Grant PredictState(Grant desired, Grant? current, GrantObservation? observed, SqlPlan plan) =>
        desired with
        {
            Granted = plan.Owned,
            Missing = [],
        };

    public static IEnumerable<Diagnostic> Verify(Grant desired, GrantObservation observed, SqlPlan plan)
    {
        if (observed.Schema is { } schema && schema.Lacks(desired.SchemaPrivileges!) is { Count: > 0 } lacking)
        {
            yield return NotGranted(
                nameof(desired.SchemaPrivileges),
                lacking,
                $"schema {schema.Name}",
                schema.Owner,
                Statements.GrantSchema(lacking, schema.Name, desired.Role)
            );
        }

        foreach (var lack in Lacks(desired, TableWord, nameof(desired.Tables), TablesOf(desired, observed), desired.Privileges))
        {
            yield return lack;
        }

        var sequences = SequencesOf(desired, observed);
        foreach (var lack in Lacks(desired, SequenceWord, nameof(desired.Sequences), sequences, desired.SequencePrivileges))
        {
            yield return lack;
        }
    }

    /// <summary>The tables that a grant is about, as far as they exist.</summary>
    public static IEnumerable<RelationPrivilegeFacts> TablesOf(Grant grant, GrantObservation observed) =>
        grant.Tables is null
            ? observed.Relations.Values.Where(r =>
                r is { IsOfExtension: false, Kind: RelationKind.Table or RelationKind.PartitionedTable } && r.Name.Schema == SchemaOf(grant)
            )
            : Existing(grant, grant.Tables, observed.Relations);

    /// <summary>The sequences that a grant is about, as far as they exist.</summary>
    public static IEnumerable<RelationPrivilegeFacts> SequencesOf(Grant grant, GrantObservation observed) =>
        Existing(grant, grant.Sequences ?? [], observed.Sequences);

    /// <summary>Whether the role has it now, granted to itself.</summary>
    public static bool IsLive(Owned item, GrantObservation? observed) =>
        observed is { Role: { } role }
        && item.Grantee == role.Name
        && item.Kind switch
        {
            OwnedKind.OnSchema => observed.Schema is { GranteeOwns: false } schema
                && schema.Name == item.Schema
                && schema.Direct.Contains(item.Privilege!),
            OwnedKind.OnSequence => Has(observed.Sequences, item),
            OwnedKind.OnTable => Has(observed.Relations, item),
            _ => false,
        };

    private static bool Has(IReadOnlyDictionary<TableName, RelationPrivilegeFacts> relations, Owned item) =>
        relations.TryGetValue(item.Name, out var relation) && !relation.GranteeOwns && relation.Direct.Contains(item.Privilege!);

    private static IEnumerable<RelationPrivilegeFacts> Existing(
        Grant grant,
        IReadOnlyList<RelationName> names,
        IReadOnlyDictionary<TableName, RelationPrivilegeFacts> there
    ) => names.Select(n => there.GetValueOrDefault(n.In(SchemaOf(grant)))).OfType<RelationPrivilegeFacts>();

    private static IEnumerable<Diagnostic> Lacks(
        Grant desired,
        string word,
        string path,
        IEnumerable<RelationPrivilegeFacts> relations,
        IReadOnlyList<string>? privileges
    ) =>
        from relation in relations
        let missing = relation.Lacks(privileges ?? [])
        where missing.Count > 0
        select NotGranted(
            path,
            missing,
            $"{word.ToLowerInvariant()} {relation.Name}",
            relation.Owner,
            Statements.Grant(missing, [relation.Name], desired.Role, word)
        );

    private static void Schema(Grant desired, GrantObservation? observed, SqlPlan plan, HashSet<Owned> wanted, List<Owned> added)
    {
        var privileges = desired.SchemaPrivileges ?? [];
        var schema = SchemaOf(desired);
        wanted.UnionWith(privileges.Select(p => Owned.OnSchema(p, schema, desired.Role)));
        var there = observed?.Schema;
        var missing = there?.Lacks(privileges) ?? privileges;
        if (missing.Count == 0)
        {
            return;
        }

        var statement = Statements.GrantSchema(missing, schema, desired.Role);
        if (there is not null && missing.Except(there.Grantable).Any())
        {
            plan.Failures.Add(MayNot(nameof(desired.SchemaPrivileges), "grant", $"schema {schema}", there.Owner, statement, observed!));
            return;
        }

        plan.Statements.Add(statement);
        added.AddRange(missing.Select(p => Owned.OnSchema(p, schema, desired.Role)));
    }

    private static IReadOnlyList<TableName> TableNames(Grant desired, GrantObservation? observed, PlanContext context, SqlPlan plan)
    {
        if (desired.Tables is null)
        {
            return observed is null ? [] : [.. TablesOf(desired, observed).Select(static r => r.Name)];
        }

        IReadOnlyList<TableName> names = [.. desired.Tables.Select(t => t.In(SchemaOf(desired)))];
        if (observed is not null && !context.UnknownTablesMayBeCreated)
        {
            plan.Failures.AddRange(
                MissingTable.Among(
                    nameof(desired.Tables),
                    TableWord,
                    names,
                    observed.Relations,
                    context.TablesToBeCreated,
                    context.Ownership
                )
            );
        }

        return names;
    }

    private static IReadOnlyList<TableName> SequenceNames(Grant desired, GrantObservation? observed, PlanContext context, SqlPlan plan)
    {
        IReadOnlyList<TableName> names = [.. (desired.Sequences ?? []).Select(t => t.In(SchemaOf(desired)))];
        if (observed is not null)
        {
            plan.Failures.AddRange(
                MissingTable.Among(
                    nameof(desired.Sequences),
                    SequenceWord,
                    names,
                    observed.Sequences,
                    new HashSet<TableName>(),
                    context.Ownership
                )
            );
        }

        return names;
    }

    private static void GrantRelations(
        Grant desired,
        string word,
        IReadOnlyList<TableName> names,
        GrantObservation? observed,
        SqlPlan plan,
        HashSet<Owned> wanted,
        List<Owned> added
    )
    {
        var isSequence = word == SequenceWord;
        var privileges = (isSequence ? desired.SequencePrivileges : desired.Privileges) ?? [];
        Owned Item(string privilege, TableName name) =>
            isSequence ? Owned.OnSequence(privilege, name, desired.Role) : Owned.OnTable(privilege, name, desired.Role);
        var there = (isSequence ? observed?.Sequences : observed?.Relations) ?? None;
        var groups = new SortedDictionary<string, List<TableName>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            wanted.UnionWith(privileges.Select(p => Item(p, name)));
            var relation = there.GetValueOrDefault(name);
            var missing = relation?.Lacks(privileges) ?? privileges;
            if (relation is { GranteeOwns: false } && privileges.Except(relation.Direct).Except(missing).ToList() is { Count: > 0 } had)
            {
                plan.Notes.Add(
                    $"{string.Join(", ", had)} on {word.ToLowerInvariant()} {name} is not granted: only {relation.Owner} could, and "
                        + $"{desired.Role} has it already by another way"
                );
            }

            if (missing.Count == 0)
            {
                continue;
            }

            if (relation is not null && missing.Except(relation.Grantable).Any())
            {
                plan.Failures.Add(
                    MayNot(
                        isSequence ? nameof(desired.Sequences) : nameof(desired.Tables),
                        "grant",
                        $"{word.ToLowerInvariant()} {name}",
                        relation.Owner,
                        Statements.Grant(missing, [name], desired.Role, word),
                        observed!
                    )
                );
                continue;
            }

            var key = string.Join(", ", missing);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(name);
            added.AddRange(missing.Select(p => Item(p, name)));
        }

        foreach (var (key, group) in groups)
        {
            plan.Statements.Add(Statements.Grant(key.Split(", "), group.Order(), desired.Role, word));
        }
    }

    private static void Settle(
        SqlPlan plan,
        SqlOwnership ownership,
        HashSet<Owned> wanted,
        IReadOnlyList<Owned> added,
        GrantObservation? observed
    ) =>
        plan.Settle(
            ownership,
            wanted,
            added,
            item => IsLive(item, observed),
            item => MayNotRevoke(item, observed!),
            items => Revoke(items, observed!)
        );

    // Of what is there, so that the schema or the relation is there, too.
    private static Diagnostic? MayNotRevoke(Owned item, GrantObservation observed)
    {
        var relations = item.Kind == OwnedKind.OnSequence ? observed.Sequences : observed.Relations;
        var (path, what, owner, grantable) =
            item.Kind == OwnedKind.OnSchema
                ? (nameof(Grant.SchemaPrivileges), $"schema {item.Schema}", observed.Schema!.Owner, observed.Schema.Grantable)
            : item.Kind == OwnedKind.OnSequence
                ? (nameof(Grant.Sequences), $"sequence {item.Name}", relations[item.Name].Owner, relations[item.Name].Grantable)
            : (nameof(Grant.Tables), $"table {item.Name}", relations[item.Name].Owner, relations[item.Name].Grantable);
        return grantable.Contains(item.Privilege!)
            ? null
            : MayNot(path, "revoke", what, owner, string.Join(";\n", Revoke([item], observed)), observed);
    }

    private static IEnumerable<string> Revoke(IReadOnlyList<Owned> items, GrantObservation observed)
    {
        foreach (var item in items)
        {
            var (privilege, role) = (item.Privilege!, item.Grantee!);
            if (item.Kind == OwnedKind.OnSchema)
            {
                yield return Statements.RevokeSchema([privilege], item.Schema, role);
                continue;
            }

            yield return Statements.Revoke([privilege], [item.Name], role, item.Kind == OwnedKind.OnSequence ? SequenceWord : TableWord);
            // A REVOKE on the table also takes the column privileges of the same grantor away.
            var columns = observed
                .Relations.GetValueOrDefault(item.Name)
                ?.Columns.Where(c => c.EndsWith($":{privilege}", StringComparison.Ordinal))
                .Select(c => c[..^(privilege.Length + 1)])
                .ToList();
            if (item.Kind == OwnedKind.OnTable && columns is { Count: > 0 })
            {
                yield return Statements.GrantColumns(privilege, columns, item.Name, role);
            }
        }
    }

    private static Diagnostic MayNot(string path, string verb, string what, string owner, string statement, GrantObservation observed) =>
        new(
            PostgresDiagnostics.NotAllowed,
            path,
            $"The connecting role may not {verb} on {what}, which belongs to {owner}; PostgreSQL would answer with a warning and {verb} "
                + "nothing."
        )
        {
            // Nobody can grant to a role that this program is still to make.
            Fix = observed.Role is null ? SqlRoles.AsMember(owner, observed.Server) : SqlRoles.AsOwner(owner, statement),
            Kind = FailureKind.Failed,
        };

    private static Diagnostic NotGranted(string path, IEnumerable<string> privileges, string what, string owner, string statement) =>
        new(PostgresDiagnostics.NotGranted, path, $"{string.Join(", ", privileges)} on {what} (owner {owner}) was not granted.")
        {
            Fix = SqlRoles.AsOwner(owner, statement),
            Kind = FailureKind.Failed,
        };
}
