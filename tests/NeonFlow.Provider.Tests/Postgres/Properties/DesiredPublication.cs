using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A publication of named tables.</summary>
internal sealed record DesiredPublication(IReadOnlyList<int> Tables, IReadOnlyList<string> Operations, bool ViaRoot, bool AllowKeyless)
    : DesiredResource
{
    public const string Name = "ours";
    public const string Resource = "publication";

    public override string Kind => "Publication";

    public override string Key => Resource;

    public override (string Key, PropertyValue? Value)[] Inputs(IReadOnlyList<GeneratedTable> tables, Names names) =>
        [
            ("name", Name),
            ("tables", List([.. Named(tables).Select(static t => (PropertyValue)Names.Table(t).ToString())])),
            ("operations", List([.. Operations.Select(static o => (PropertyValue)o)])),
            ("viaPartitionRoot", ViaRoot),
            ("allowKeyless", AllowKeyless),
        ];

    public override string Holds(IReadOnlyList<GeneratedTable> tables, Names names) =>
        All([
            $"(select pubviaroot = {ViaRoot} and pubinsert = {Operations.Contains("insert")} and pubupdate = "
                + $"{Operations.Contains("update")} and pubdelete = {Operations.Contains("delete")} and pubtruncate = "
                + $"{Operations.Contains("truncate")} and not puballtables from pg_publication where pubname = '{Name}')",
            "(select coalesce(array_agg(prrelid order by prrelid), '{}') from pg_publication_rel r join pg_publication p on "
                + $"p.oid = r.prpubid where pubname = '{Name}') = (select coalesce(array_agg(t order by t), '{{}}') from unnest(array["
                + $"{string.Join(',', Named(tables).Select(static t => t.Literal))}]::regclass[]::oid[]) t)",
        ]);

    public override string ToString() =>
        $"{Key}: {string.Join('/', Operations)} of {string.Join('/', Tables)}"
        + $"{(ViaRoot ? ", via root" : "")}{(AllowKeyless ? ", keyless" : "")}";

    private IEnumerable<GeneratedTable> Named(IReadOnlyList<GeneratedTable> tables) =>
        Tables.Select(i => tables[i % tables.Count]).Distinct();
}
