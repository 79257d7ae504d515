using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Estuary.Capture;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>What a preview says of the rows that a publish reads.</summary>
public sealed class BackfillNotesTests
{
    private static readonly Dictionary<TableName, long> Rows = new()
    {
        [TableName.Parse("public.orders")] = 1_234,
        [TableName.Parse("public.customers")] = 2_000,
        [TableName.Parse("public.log")] = 5_000_000,
    };

    [Theory]
    [InlineData("orders", null, "the first backfill reads the whole table, about 1.2 thousand rows")]
    [InlineData("orders customers", null, "the first backfill reads all 2 tables, about 3.2 thousand rows")]
    [InlineData("orders unknown", null, "the first backfill reads all 2 tables")]
    [InlineData(
        "orders customers log:Only",
        null,
        "the first backfill reads 2 of 3 tables, about 3.2 thousand rows|no backfill reads public.log: Only Changes"
    )]
    [InlineData("log:Only", null, "no backfill reads public.log: Only Changes")]
    [InlineData("", null, "")]
    [InlineData("orders log", "orders", "the backfill reads public.log, about 5 million rows")]
    [InlineData("orders customers unknown", "orders", "the backfill reads public.customers and public.unknown")]
    [InlineData("orders log:Only", "orders", "no backfill reads public.log: Only Changes")]
    [InlineData("orders", "orders log", "")]
    [InlineData("orders:1 customers", "orders customers", "the backfill reads public.orders, about 1.2 thousand rows")]
    [InlineData("orders:1 customers", "orders:1 customers", "")]
    public void A_number_is_of_the_tables_that_are_read(string wanted, string? live, string notes) =>
        Assert.Equal(notes, string.Join('|', BackfillNotes.Of(Spec(wanted), live is null ? null : Spec(live), Rows)));

    private static CaptureSpec Spec(string tables) =>
        new()
        {
            Image = "ghcr.io/estuary/source-postgres:v3",
            Config = [],
            Bindings = [.. tables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bound)],
        };

    private static CaptureBinding Bound(string table)
    {
        var (name, more) = table.Split(':') is [var bare, var after] ? (bare, after) : (table, "");
        var resource = new JsonObject { ["namespace"] = "public", ["stream"] = name };
        if (more == "Only")
        {
            resource["mode"] = SourcePostgres.OnlyChanges;
        }

        return new()
        {
            Resource = resource,
            Target = $"acmeCo/shop/public/{name}",
            Backfill = int.TryParse(more, CultureInfo.InvariantCulture, out var counter) ? counter : 0,
        };
    }
}
