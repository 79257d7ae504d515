using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A grant on named tables, or on all of a schema.</summary>
internal sealed record DesiredGrant(int Number, int Schema, IReadOnlyList<int>? Tables, IReadOnlyList<string> Privileges, bool Usage)
    : DesiredResource
{
    public override string Kind => "Grant";

    public override string Key => $"grant{Number}-{Schema}";

    public override (string Key, PropertyValue? Value)[] Inputs(IReadOnlyList<GeneratedTable> tables, Names names) =>
        [
            ("role", names.Reader),
            ("schema", Names.Schemas[Schema]),
            ("tables", Tables is null ? null : List([.. Named(tables).Select(static t => (PropertyValue)Names.Table(t).ToString())])),
            ("privileges", List([.. Privileges.Select(static p => (PropertyValue)p)])),
            ("schemaPrivileges", Usage ? List("USAGE") : List()),
        ];

    public override string Holds(IReadOnlyList<GeneratedTable> tables, Names names)
    {
        var reader = Text(names.Reader);
        var schema = Text(Names.Schemas[Schema]);
        var onAll = string.Join(',', Privileges.Select(Text));
        return All([
            Usage ? $"has_schema_privilege({reader}, {schema}, 'USAGE')" : "true",
            .. Named(tables).SelectMany(t => Privileges.Select(p => $"has_table_privilege({reader}, {t.Literal}, {Text(p)})")),
            Tables is null
                ? $"not exists (select from pg_class c, unnest(array[{onAll}]) p where relnamespace = (select oid from pg_namespace where "
                    + $"nspname = {schema}) and relkind in ('r', 'p') and not has_table_privilege({reader}, c.oid, p))"
                : "true",
        ]);
    }

    public override string ToString() =>
        $"{Key}: {string.Join('/', Privileges)} on {(Tables is null ? "all" : string.Join('/', Tables))}{(Usage ? ", USAGE" : "")}";

    private IEnumerable<GeneratedTable> Named(IReadOnlyList<GeneratedTable> tables) =>
        (Tables ?? []).Select(i => tables[i % tables.Count]).Where(t => t.Schema == Schema).Distinct();
}
