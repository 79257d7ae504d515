using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>The whole row, or the key, as the replica identity of a table.</summary>
internal sealed record DesiredIdentity(int Table, bool Full) : DesiredResource
{
    public override string Kind => "ReplicaIdentity";

    public override string Key => $"identity{Table}";

    public override (string Key, PropertyValue? Value)[] Inputs(IReadOnlyList<GeneratedTable> tables, Names names) =>
        [("table", Names.Table(tables[Table]).ToString()), ("identity", Full ? "full" : "default")];

    public override string ToString() => $"{Key}: {(Full ? "full" : "default")}";

    public override string Holds(IReadOnlyList<GeneratedTable> tables, Names names)
    {
        var table = tables[Table];
        return $"not exists (select from pg_class c where relreplident <> '{(Full ? 'f' : 'd')}' and relkind = 'r' and (oid = "
            + $"{table.Literal} or oid in (select inhrelid from pg_inherits where inhparent = {table.Literal})))";
    }
}
