using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>The state of a grant from what was observed.</summary>
internal static class GrantReading
{
    /// <summary>What an import takes over: everything that the role was granted in the schema; null where that is nothing.</summary>
    public static Grant? Found(Grant known, SchemaPrivilegeFacts schema, GrantObservation observed)
    {
        var tables = Granted(observed.Relations);
        var sequences = Granted(observed.Sequences);
        if (tables.Count == 0 && sequences.Count == 0 && (schema.GranteeOwns || schema.Direct.Count == 0))
        {
            return null;
        }

        var privileges = Common(tables);
        var sequencePrivileges = Common(sequences);
        IReadOnlyList<string> schemaPrivileges = schema.GranteeOwns ? ["USAGE"] : [.. schema.Direct.Order(StringComparer.Ordinal)];
        return known with
        {
            Tables = [.. tables.Select(static r => Named(r.Name))],
            Privileges = privileges,
            SchemaPrivileges = schemaPrivileges,
            Sequences = sequences.Count == 0 ? null : [.. sequences.Select(static r => Named(r.Name))],
            SequencePrivileges = sequencePrivileges,
            Missing = [],
            Granted =
            [
                .. schemaPrivileges
                    .Select(p => Owned.OnSchema(p, schema.Name, known.Role))
                    .Concat(tables.SelectMany(r => privileges.Select(p => Owned.OnTable(p, r.Name, known.Role))))
                    .Concat(sequences.SelectMany(r => sequencePrivileges.Select(p => Owned.OnSequence(p, r.Name, known.Role))))
                    .Order(),
            ],
        };
    }

    /// <summary>What is left of what was desired; null where that is nothing.</summary>
    public static Grant? Held(Grant known, SchemaPrivilegeFacts schema, GrantObservation observed, SqlOwnership ownership)
    {
        var tables = GrantPlan.TablesOf(known, observed).ToList();
        var sequences = GrantPlan.SequencesOf(known, observed).ToList();
        var (privileges, sequencePrivileges) = (known.Privileges ?? [], known.SequencePrivileges ?? []);
        IReadOnlyList<string> onSchema = [.. (known.SchemaPrivileges ?? []).Except(schema.Lacks(known.SchemaPrivileges ?? []))];
        var asked = (known.SchemaPrivileges?.Count ?? 0) + (known.Tables?.Count ?? tables.Count) + (known.Sequences?.Count ?? 0) > 0;
        if (
            asked
            && onSchema.Count == 0
            && !tables.Any(t => t.GranteeOwns || t.Lacks(privileges).Count < privileges.Count)
            && !sequences.Any(t => t.GranteeOwns || t.Lacks(sequencePrivileges).Count < sequencePrivileges.Count)
            && !ownership.Own.Any(item => GrantPlan.IsLive(item, observed))
        )
        {
            return null;
        }

        var whole = Whole(tables, privileges);
        var wholeSequences = Whole(sequences, sequencePrivileges);
        var name = GrantPlan.SchemaOf(known);
        // More than the program wants: what waited for a capture and was not taken away, and tables that somebody moved.
        var extra = ownership
            .Own.Where(i => GrantPlan.IsLive(i, observed) && ownership.ReadersOf(i).All(ownership.Marks.IsOfThisState))
            .Where(i => i.Schema == name || i.Kind != OwnedKind.OnSchema)
            .ToLookup(static i => i.Kind);
        return known with
        {
            SchemaPrivileges = [.. onSchema.Union(extra[OwnedKind.OnSchema].Select(static i => i.Privilege!))],
            Tables = known.Tables is null
                ? null
                : [.. known.Tables.Where(t => whole.Contains(t.In(name))).Concat(Beyond(known.Tables, extra[OwnedKind.OnTable], name))],
            Sequences = known.Sequences is null
                ? null
                :
                [
                    .. known
                        .Sequences.Where(t => wholeSequences.Contains(t.In(name)))
                        .Concat(Beyond(known.Sequences, extra[OwnedKind.OnSequence], name)),
                ],
            Missing = known.Tables is null ? [.. tables.Select(static t => t.Name).Where(t => !whole.Contains(t))] : [],
            Granted = [.. ownership.Own.Where(item => GrantPlan.IsLive(item, observed))],
        };
    }

    private static IEnumerable<RelationName> Beyond(IReadOnlyList<RelationName> known, IEnumerable<Owned> items, string schema) =>
        items.Select(static i => i.Name).Except(known.Select(t => t.In(schema))).Select(Named);

    private static HashSet<TableName> Whole(IEnumerable<RelationPrivilegeFacts> relations, IReadOnlyList<string> privileges) =>
        relations.Where(r => r.Lacks(privileges).Count == 0).Select(static r => r.Name).ToHashSet();

    private static List<RelationPrivilegeFacts> Granted(IReadOnlyDictionary<TableName, RelationPrivilegeFacts> relations) =>
        [.. relations.Values.Where(static r => !r.GranteeOwns && r.Direct.Count > 0).OrderBy(static r => r.Name)];

    // One resource has one set of privileges: what all the tables have in common, so that taking it over changes nothing.
    private static IReadOnlyList<string> Common(List<RelationPrivilegeFacts> relations) =>
        relations.Count == 0
            ? ["SELECT"]
            :
            [
                .. relations
                    .Select(static r => r.Direct.AsEnumerable())
                    .Aggregate(static (a, b) => a.Intersect(b))
                    .Order(StringComparer.Ordinal),
            ];

    private static RelationName Named(TableName name) => new(name.Schema, name.Name);
}
