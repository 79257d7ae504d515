using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class WatermarksFactsTests(DatabaseFixture fixture)
{
    private static readonly TableName Table = new("public", "flow_watermarks");

    private async Task<WatermarksFacts> FactsAsync(string role, params string[] statements)
    {
        var db = await fixture.DatabaseAsync(statements);
        await using var sessions = new PostgresSessions();
        return (
            await sessions.ReadAsync(
                db.Address,
                new SessionOptions(),
                (s, ct) => s.ReadAsync(WatermarksFacts.Query(Table, role, null), ct),
                default
            )
        )[0];
    }

    [Fact]
    public async Task A_role_and_a_table_that_do_not_exist_are_no_error() =>
        Assert.True(await FactsAsync("ghost") is { Exists: false, RoleExists: false, SchemaExists: true });

    [Theory]
    [InlineData("(slot TEXT PRIMARY KEY, watermark TEXT)", null)]
    [InlineData("(slot TEXT PRIMARY KEY, watermark TEXT, extra int DEFAULT 1)", null)]
    [InlineData("(slot TEXT, watermark TEXT)", "no primary key")]
    [InlineData("(slot TEXT PRIMARY KEY)", "no column watermark")]
    [InlineData("(slot int PRIMARY KEY, watermark TEXT)", "type integer")]
    [InlineData("(slot TEXT PRIMARY KEY, watermark TEXT, must int NOT NULL)", "must")]
    public async Task The_shape_of_a_watermarks_table_is_judged(string columns, string? fault)
    {
        var facts = await FactsAsync("postgres", $"CREATE TABLE public.flow_watermarks {columns}");
        if (fault is null)
        {
            Assert.Null(facts.ShapeFault);
        }
        else
        {
            Assert.Contains(fault, facts.ShapeFault, StringComparison.Ordinal);
        }
    }
}
