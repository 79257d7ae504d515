using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// The capture's tables once everything that is wrong with them is put right: one list for all findings, so that no fix undoes another one.
/// </summary>
internal static class RepairedTables
{
    /// <summary>That list as C#; null where no table is left.</summary>
    public static string? RepairedInput(this CaptureSituation situation)
    {
        var viaRoot = situation.ViaPartitionRoot;
        List<string> tables = [.. situation.Tables.Select(t => NameOf(t.Bound, t.Facts, t.Seen, viaRoot)).OfType<string>().Distinct()];
        return tables.Count == 0 ? null : Say.TablesOf(tables);
    }

    /// <summary>The name of a table that does not exist, as far as that can be guessed: its new one, or one in another case.</summary>
    public static string? OtherName(TableFacts facts) =>
        facts.Exists ? null
        : facts.NowCalled is { } now ? now.ToString()
        : facts.Similar.Count == 0 ? null
        : facts.Similar[0];

    /// <summary>The partitioned table as which the publication shows a partition; null where it shows the partition itself.</summary>
    public static TableName? RootOf(TableFacts facts, CapturedTableFacts seen, bool viaRoot) =>
        viaRoot && !facts.Listed && seen is { IsPartition: true, ListedAncestor: { } root } ? root : null;

    /// <summary>Whether an unlogged table can become one that publications take.</summary>
    public static bool CanBeLogged(TableFacts facts) => facts is { Kind: RelationKind.Table, Persistence: "u" };

    /// <summary>A name without double quotes, which the connector does not double.</summary>
    public static TableName Plain(TableName name) => new(Plain(name.Schema), Plain(name.Name));

    // What the program binds instead; null: nothing.
    private static string? NameOf(BoundTable bound, TableFacts facts, CapturedTableFacts seen, bool viaRoot) =>
        !facts.Exists ? OtherName(facts)
        : facts.Unpublishable is not null && !CanBeLogged(facts) ? null
        : (RootOf(facts, seen, viaRoot) ?? Plain(bound.Name)).ToString();

    private static string Plain(string name) => name.Contains('"', StringComparison.Ordinal) ? Identifier.PlainLowerCase(name) : name;
}
