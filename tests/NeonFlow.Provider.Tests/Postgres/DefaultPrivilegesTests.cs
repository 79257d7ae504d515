using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class DefaultPrivilegesTests(DatabaseFixture fixture)
{
    private const string Owner = "CREATE ROLE owner_{role}";

    private static Thing Defaults(Database db) => db.New("DefaultPrivileges", ("role", db.Role), ("creators", List($"owner_{db.Role}")));

    [Fact]
    public async Task Future_tables_of_a_creator_can_be_read_until_destroy()
    {
        var db = await fixture.DatabaseAsync(Owner, "GRANT CREATE, USAGE ON SCHEMA public TO owner_{role}");
        var defaults = Defaults(db);
        var statement =
            $"ALTER DEFAULT PRIVILEGES FOR ROLE \"owner_{db.Role}\" IN SCHEMA \"public\" GRANT SELECT ON TABLES TO \"{db.Role}\";";
        Assert.Contains(statement, (await defaults.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await defaults.UpAsync()).Error);
        await db.ExecuteAsync("SET ROLE owner_{role}; CREATE TABLE public.next (id int PRIMARY KEY)");
        Assert.True(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.next', 'SELECT')"));
        Assert.Empty((await defaults.PreviewAsync()).Changes);
        Assert.Equal($"{db.Place}/public/{db.Role}/tables", defaults.Id);
        Assert.Empty((await Defaults(db).ImportAsync(defaults.Id!, GrantTests.Settings(db)))!.Value.Changes);
        Assert.Null((await defaults.DestroyAsync()).Error);
        Assert.False(await defaults.ReadAsync());
        Assert.Null((await defaults.DestroyAsync()).Error);
        Assert.Equal(0L, await db.ScalarAsync<long>("select count(*) from pg_default_acl"));
    }

    [Fact]
    public async Task An_entry_taken_away_by_hand_is_seen()
    {
        var db = await fixture.DatabaseAsync(Owner, "CREATE ROLE second_{role}");
        var defaults = Defaults(db).With(("creators", List($"owner_{db.Role}", $"second_{db.Role}")));
        await defaults.UpAsync();
        await db.ExecuteAsync("ALTER DEFAULT PRIVILEGES FOR ROLE owner_{role} IN SCHEMA public REVOKE SELECT ON TABLES FROM {role}");
        Assert.Equal(["Add creators[0]"], (await defaults.PreviewAsync()).Changes);
        await defaults.UpAsync();
        Assert.Empty((await defaults.PreviewAsync()).Changes);
        defaults.With(("creators", List($"second_{db.Role}")));
        Assert.Contains("REVOKE SELECT ON TABLES", (await defaults.PreviewAsync()).Plan, StringComparison.Ordinal);
        await defaults.UpAsync();
        Assert.Equal(1L, await db.ScalarAsync<long>("select count(*) from pg_default_acl"));
    }

    [Fact]
    public async Task Creators_that_are_not_covered_are_warned_of()
    {
        var db = await fixture.DatabaseAsync(Owner, "CREATE TABLE public.mine (id int PRIMARY KEY)");
        var defaults = Defaults(db);
        var up = await defaults.UpAsync();
        Assert.Contains("NF3020", up.Text, StringComparison.Ordinal);
        Assert.Equal(["postgres"], defaults["uncoveredCreators"]);
    }

    [Fact]
    public async Task Only_a_member_may_speak_for_a_creator()
    {
        var db = await fixture.DatabaseAsync(Owner, "CREATE ROLE app_{role} LOGIN PASSWORD 'app-Pa55word'");
        var outcome = await Defaults(db).With(("connection", db.ConnectionAs($"app_{db.Role}", "app-Pa55word"))).PreviewAsync();
        Assert.Contains("NF3012", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("ALTER DEFAULT PRIVILEGES FOR ROLE", outcome.Error, StringComparison.Ordinal);
    }
}
