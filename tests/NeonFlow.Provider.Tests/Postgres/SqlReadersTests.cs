using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using static NeonFlow.Provider.Tests.Postgres.Ownership;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Who reads what through what.</summary>
public sealed class SqlReadersTests
{
    private static readonly TableName Orders = new("public", "orders");
    private static readonly TableName Marked = new("public", "marks");

    private static readonly SqlReaders Readers = new(
        [
            (Owned.Reading(Orders, "capture", "pub", "slot"), Mark("Capture", "one")),
            (Owned.Reading(Marked, "capture", "pub", "slot", writes: true), Mark("Capture", "one")),
            (Owned.Reading(Orders, "second", "other", "slot2"), Mark("Capture", "two")),
        ],
        new HashSet<(string, string)> { ("capture", "readers") }
    );

    public static TheoryData<Owned, string> Needed =>
        new()
        {
            { Owned.OnTable("SELECT", Orders, "capture"), "one" },
            { Owned.OnTable("SELECT", Orders, "readers"), "one" },
            { Owned.OnTable("SELECT", Orders, "second"), "two" },
            { Owned.OnTable("SELECT", Orders, "stranger"), "" },
            { Owned.OnTable("INSERT", Orders, "capture"), "" },
            { Owned.OnTable("INSERT", Marked, "capture"), "one" },
            { Owned.OnTable("UPDATE", Marked, "capture"), "one" },
            { Owned.OnTable("DELETE", Marked, "capture"), "" },
            { Owned.OnSchema("USAGE", "public", "capture"), "one" },
            { Owned.OnSchema("USAGE", "public", "second"), "two" },
            { Owned.OnSchema("USAGE", "private", "capture"), "" },
            { Owned.OnSchema("CREATE", "public", "capture"), "" },
            { Owned.Listing(Orders, "pub"), "one" },
            { Owned.Listing(Orders, "other"), "two" },
            { Owned.Listing(Marked, "other"), "" },
            { Owned.Table(Orders), "one two" },
            { Owned.Slot("slot"), "" },
        };

    [Theory]
    [MemberData(nameof(Needed))]
    public void A_capture_needs_what_it_reads_and_writes_through(Owned item, string captures) =>
        Assert.Equal(captures, string.Join(' ', Readers.Of(item).Select(static m => m.Making)));

    [Fact]
    public void A_publication_is_read_table_by_table()
    {
        Assert.Equal([Marked, Orders], Readers.From("pub").Order());
        Assert.Empty(SqlReaders.None.From("pub"));
    }
}
