using System.Text.Json;

namespace NeonFlow.Postgres.Facts;

/// <summary>A table or partition that holds rows, and on which UPDATE and DELETE are refused once it is published.</summary>
/// <param name="Leaf">The table or partition.</param>
/// <param name="Kind">Why.</param>
public sealed record IdentityFault(TableName Leaf, IdentityFaultKind Kind)
{
    /// <summary>The constraint of its primary key, or null.</summary>
    public string? KeyName { get; init; }

    /// <summary>Columns of the primary key, in its order.</summary>
    public IReadOnlyList<string> KeyColumns { get; init; } = [];

    /// <summary>Whether the primary key would do as replica identity.</summary>
    public bool KeyCounts { get; init; }

    /// <summary>Whether the primary key is that of the partitioned table above, without which it cannot be dropped.</summary>
    public bool KeyInherited { get; init; }

    /// <summary>A unique index that would do as replica identity, or null.</summary>
    public string? UniqueIndex { get; init; }

    /// <summary>The columns that are the reason, where columns are.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Whether the whole row would do as replica identity.</summary>
    public bool FullCounts { get; init; }

    /// <summary>A name that no column of it has: <c>id</c>, or else <c>id_2</c>, and so on.</summary>
    public string FreeColumn { get; init; } = "id";

    /// <summary>The partitioned tables above it.</summary>
    public IReadOnlyList<TableName> Above { get; init; } = [];

    /// <summary>Whether it is a partition.</summary>
    public bool IsPartition { get; init; }

    /// <summary>
    /// Adds what a publication covers with schemas or with all tables: tables there, and the partitions of partitioned tables there,
    /// wherever those are.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="schemas">The schemas; null: all tables.</param>
    /// <param name="publication">The publication whose choice on generated columns counts where the program says none.</param>
    /// <param name="generated">Whether stored generated columns will be published; null: as now.</param>
    public static FactRows<IdentityFault> AddCovered(FactBatch batch, IReadOnlyList<string>? schemas, string publication, bool? generated)
    {
        var suspects = batch.Add(SuspectsCovered(schemas));
        return batch.AddIf(() => suspects.FirstOrDefault, Covered(schemas, publication, generated));
    }

    /// <summary>Adds what is refused now, because of a publication as it is.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no schemas.</param>
    public static FactRows<IdentityFault> AddOf(FactBatch batch, string publication, int serverVersion)
    {
        var suspects = batch.Add(SuspectsOf(publication, serverVersion));
        return batch.AddIf(() => suspects.FirstOrDefault, Of(publication, serverVersion));
    }

    /// <summary>Whether <see cref="Covered"/> may have rows.</summary>
    internal static FactQuery<bool> SuspectsCovered(IReadOnlyList<string>? schemas) =>
        new(
            $"with leaf as materialized ({IdentitySql.Covered("$1")}) select exists ({IdentitySql.Suspects("leaf")})",
            static r => r.GetBoolean(0),
            (object?)schemas?.ToArray()
        );

    /// <summary>Whether <see cref="Of"/> may have rows.</summary>
    internal static FactQuery<bool> SuspectsOf(string publication, int serverVersion) =>
        new(
            $"""
            with live as materialized ({IdentitySql.Live("$1")}),
            leaf as materialized (select p.oid from live cross join lateral ({IdentitySql.Published(serverVersion)}) p where live.changes)
            select exists (select from live where live.changes and {IdentitySql.HasParts("live.oid", serverVersion)})
              or exists ({IdentitySql.Suspects("leaf")})
            """,
            static r => r.GetBoolean(0),
            publication
        );

    /// <summary>What <see cref="AddCovered"/> adds, in one query that takes long.</summary>
    internal static FactQuery<IdentityFault> Covered(IReadOnlyList<string>? schemas, string publication, bool? generated) =>
        new(
            $"""
            with live as materialized ({IdentitySql.Live("$2")}),
            leaf as materialized (
              select c.oid, coalesce($3::bool, (select live.generated from live), false) as generated, {IdentitySql.Whole}
              from ({IdentitySql.Covered("$1")}) c)
            select f.fault::text from ({IdentitySql.Faults("leaf")}) f order by f.schema, f.name
            """,
            static r => Read(r.GetString(0)),
            schemas?.ToArray(),
            publication,
            generated
        );

    /// <summary>What <see cref="AddOf"/> adds, in one query that takes long.</summary>
    internal static FactQuery<IdentityFault> Of(string publication, int serverVersion) =>
        new(
            $"""
            with live as materialized ({IdentitySql.Live("$1")}),
            leaf as materialized (
              select p.oid, live.generated, {IdentitySql.Part(serverVersion)}
              from live cross join lateral ({IdentitySql.Published(serverVersion)}) p
              cross join lateral {IdentitySql.Top("p.oid", serverVersion)} left join {IdentitySql.Entry}
              where live.changes)
            select f.fault::text from ({IdentitySql.Faults("leaf")}) f order by f.schema, f.name
            """,
            static r => Read(r.GetString(0)),
            publication
        );

    /// <summary>What the server answers to UPDATE and DELETE.</summary>
    public string SqlState =>
        Kind is IdentityFaultKind.GeneratedColumn or IdentityFaultKind.ColumnList or IdentityFaultKind.RowFilter ? "42P10" : "55000";

    internal static IdentityFault Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var fault = document.RootElement;
        return new(new(Text("schema")!, Text("name")!), Enum.Parse<IdentityFaultKind>(Text("kind")!))
        {
            KeyName = Text("key"),
            KeyColumns = Texts("keyColumns"),
            KeyCounts = fault.GetProperty("keyCounts").GetBoolean(),
            KeyInherited = fault.GetProperty("keyInherited").GetBoolean(),
            UniqueIndex = Text("index"),
            Columns = Texts("columns"),
            FullCounts = fault.GetProperty("fullCounts").GetBoolean(),
            FreeColumn = Text("freeColumn")!,
            IsPartition = fault.GetProperty("isPartition").GetBoolean(),
            Above = fault.GetProperty("above") is { ValueKind: JsonValueKind.Array } above
                ? [.. above.EnumerateArray().Select(static a => new TableName(a[0].GetString()!, a[1].GetString()!))]
                : [],
        };

        string? Text(string name) => fault.GetProperty(name).GetString();

        IReadOnlyList<string> Texts(string name) =>
            fault.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(static e => e.GetString()!)]
                : [];
    }
}
