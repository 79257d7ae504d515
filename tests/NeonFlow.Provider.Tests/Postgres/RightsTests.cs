using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What the connecting role may not do is known in preview, before anything is done.</summary>
[Collection("databases")]
public sealed class RightsTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";
    private const string App = $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'";
    private const string Watermarks = "CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)";

    private static Schema.PropertyValue.Map AsApp(Database db) => db.ConnectionAs($"app_{db.Role}", Password);

    private static async Task RefusedAsync(Thing thing, string fix)
    {
        foreach (var outcome in new[] { await thing.PreviewAsync(), await thing.UpAsync() })
        {
            Assert.Contains("NF3012", outcome.Error, StringComparison.Ordinal);
            Assert.Contains(fix, outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Privileges_on_the_watermarks_table_of_another_role_are_refused()
    {
        var db = await fixture.DatabaseAsync(App, Watermarks);
        await RefusedAsync(
            db.New("WatermarksTable", ("role", db.Role)).With(("connection", AsApp(db))),
            $"GRANT SELECT, INSERT, UPDATE ON TABLE \"public\".\"flow_watermarks\" TO \"{db.Role}\";"
        );
    }

    [Fact]
    public async Task A_grant_option_is_enough_for_the_privileges()
    {
        var db = await fixture.DatabaseAsync(
            App,
            Watermarks,
            "GRANT SELECT, INSERT, UPDATE ON public.flow_watermarks TO app_{role} WITH GRANT OPTION"
        );
        var table = db.New("WatermarksTable", ("role", db.Role)).With(("connection", AsApp(db)));
        Assert.Null((await table.PreviewAsync()).Error);
        Assert.Null((await table.UpAsync()).Error);
    }

    [Fact]
    public async Task A_publication_of_another_role_is_not_given_the_watermarks_table()
    {
        var db = await fixture.DatabaseAsync(App, "GRANT CREATE ON SCHEMA public TO app_{role}", "CREATE PUBLICATION shop_pub");
        await RefusedAsync(
            db.New("WatermarksTable", ("role", db.Role), ("publication", "shop_pub")).With(("connection", AsApp(db))),
            "ALTER PUBLICATION \"shop_pub\" ADD TABLE ONLY \"public\".\"flow_watermarks\";"
        );
        Assert.False(await db.ScalarAsync<bool>("select to_regclass('public.flow_watermarks') is not null"));
    }

    [Fact]
    public async Task A_publication_of_another_role_is_changed_by_nobody_else()
    {
        var db = await fixture.DatabaseAsync(App, "CREATE TABLE public.orders (id int PRIMARY KEY)", "CREATE TABLE public.more (id int)");
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        publication.With(("connection", AsApp(db)));
        Assert.Null((await publication.PreviewAsync()).Error);
        publication.With(("tables", List()));
        await RefusedAsync(publication, $"GRANT \"postgres\" TO \"app_{db.Role}\";");
    }

    [Theory]
    [InlineData("allTables")]
    [InlineData("schemas")]
    public async Task All_tables_are_published_by_superusers_only(string input)
    {
        var db = await fixture.DatabaseAsync(App);
        await db.ExecuteAsync($"GRANT CREATE ON DATABASE {db.Name} TO app_{{role}}");
        var publication = db.New("Publication", ("name", "shop_pub"), (input, input == "schemas" ? List("public") : true));
        await RefusedAsync(publication.With(("connection", AsApp(db))), "CREATE PUBLICATION \"shop_pub\"");
    }
}
