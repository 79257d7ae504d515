using System.Text.RegularExpressions;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Two stacks, or two resources of one, on the same objects of a database: accounts count the references.</summary>
public sealed class SharedOwnershipTests(DatabaseFixture fixture)
{
    private const string Orders = "CREATE TABLE public.orders (id int PRIMARY KEY)";
    private const string Customers = "CREATE TABLE public.customers (id int PRIMARY KEY)";
    private const string ReadsOrders = "select has_table_privilege('{role}', 'public.orders', 'SELECT')";
    private const string ReadsCustomers = "select has_table_privilege('{role}', 'public.customers', 'SELECT')";
    private const string Accounts = "select count(*) from pg_largeobject_metadata";

    public static TheoryData<string, string, string> Pairs =>
        new()
        {
            { "it", "prod", "Grant it of stack prod of project shop wants" },
            { "second", "dev", "Grant second of this program wants" },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Destroy_of_one_grant_leaves_what_the_other_has(string name, string stack, string reason)
    {
        var db = await fixture.DatabaseAsync(Orders, Customers);
        var first = db.Grant("orders", "customers");
        var second = db.Grant("orders").As(name, stack);
        Assert.Null((await first.UpAsync()).Error);
        Assert.Null((await second.UpAsync()).Error);
        Assert.Equal([$"SELECT ON TABLE public.orders TO {db.Role}", $"USAGE ON SCHEMA public TO {db.Role}"], second["granted"]);

        var destroyed = await first.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains(reason, destroyed.Text, StringComparison.Ordinal);
        Assert.True(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.False(await db.ScalarAsync<bool>(ReadsCustomers));
        Assert.Empty((await second.PreviewAsync()).Changes);

        // A second delete of the same state takes nothing away either.
        Assert.Null((await first.DestroyAsync()).Error);
        Assert.True(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task An_update_takes_away_only_what_no_other_stack_has()
    {
        var db = await fixture.DatabaseAsync(Orders, Customers);
        var first = db.Grant("orders", "customers");
        await first.UpAsync();
        await db.Grant("orders").As("it", "prod").UpAsync();
        first.With(("tables", List()));
        var preview = await first.PreviewAsync();
        Assert.DoesNotContain("REVOKE SELECT ON TABLE \"public\".\"orders\"", preview.Plan, StringComparison.Ordinal);
        Assert.Contains("of stack prod of project shop wants it too", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await first.UpAsync()).Error);
        Assert.True(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.False(await db.ScalarAsync<bool>(ReadsCustomers));
        Assert.Null((await first.DestroyAsync()).Error);
        Assert.True(await db.ScalarAsync<bool>(ReadsOrders));
    }

    [Fact]
    public async Task What_a_stack_has_whose_state_is_gone_goes_by_the_statements_that_destroy_prints()
    {
        var db = await fixture.DatabaseAsync(Orders, Customers);
        await db.Grant("orders").As("it", "prod").UpAsync();
        var first = db.Grant("orders");
        await first.UpAsync();
        var destroyed = await first.DestroyAsync();
        Assert.Null(destroyed.Error);
        var printed = Regex.Matches(destroyed.Text, "Where Grant it of stack prod of project shop is gone: ([^\n]*;)");
        Assert.True(printed.Count > 0, destroyed.Text);
        foreach (var statements in printed.Select(static m => m.Groups[1].Value).Distinct())
        {
            await db.ExecuteAsync(statements);
        }

        Assert.False(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task What_a_stranger_granted_is_in_no_account()
    {
        var db = await fixture.DatabaseAsync(Orders, "GRANT SELECT ON public.orders TO {role}");
        var first = db.Grant("orders");
        var second = db.Grant("orders").As("it", "prod");
        await first.UpAsync();
        await second.UpAsync();
        await first.DestroyAsync();
        await second.DestroyAsync();
        Assert.True(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_renamed_resource_still_owns_what_it_granted()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var old = db.Grant("orders");
        await old.UpAsync();
        var renamed = db.Grant("orders").As("renamed").Resume(old);
        Assert.Empty((await renamed.PreviewAsync()).Changes);
        Assert.Null((await renamed.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>(ReadsOrders));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task Default_privileges_are_counted_too()
    {
        var db = await fixture.DatabaseAsync("CREATE ROLE owner_{role}");
        Thing Defaults() => db.New("DefaultPrivileges", ("role", db.Role), ("creators", List($"owner_{db.Role}")));
        var first = Defaults();
        var second = Defaults().As("it", "prod");
        await first.UpAsync();
        await second.UpAsync();
        Assert.Null((await first.DestroyAsync()).Error);
        Assert.Equal(1, await db.ScalarAsync<long>("select count(*) from pg_default_acl"));
        Assert.Empty((await second.PreviewAsync()).Changes);
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.Equal(0, await db.ScalarAsync<long>("select count(*) from pg_default_acl"));
    }

    [Fact]
    public async Task A_watermarks_table_goes_with_the_last_stack_that_uses_it()
    {
        const string There = "select to_regclass('public.flow_watermarks') is not null";
        var db = await fixture.DatabaseAsync("CREATE ROLE next_{role}", Orders);
        await db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders"))).UpAsync();
        Thing Table(string role) =>
            db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", role), ("publication", "shop_pub"));
        var first = Table(db.Role);
        var second = Table($"next_{db.Role}").As("it", "prod");
        await first.UpAsync();
        Assert.Null((await second.UpAsync()).Error);

        var destroyed = await first.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains("WatermarksTable it of stack prod of project shop wants them too", destroyed.Text, StringComparison.Ordinal);
        Assert.True(await db.ScalarAsync<bool>(There));
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.flow_watermarks', 'SELECT')"));
        Assert.Equal(2, await db.ScalarAsync<long>("select count(*) from pg_publication_tables"));
        Assert.Empty((await second.PreviewAsync()).Changes);
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>(There));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task What_a_grant_and_a_watermarks_table_give_is_counted()
    {
        const string Reads = "select has_table_privilege('{role}', 'public.flow_watermarks', 'SELECT')";
        var db = await fixture.DatabaseAsync("CREATE TABLE public.flow_watermarks (slot text PRIMARY KEY, watermark text)");
        var grant = db.Grant("flow_watermarks");
        var watermarks = db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role)).As("second");
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Null((await watermarks.UpAsync()).Error);

        Assert.Contains("WatermarksTable second of this program wants", (await grant.DestroyAsync()).Text, StringComparison.Ordinal);
        Assert.True(await db.ScalarAsync<bool>(Reads));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Contains("Grant it of this program wants", (await watermarks.DestroyAsync()).Text, StringComparison.Ordinal);
        Assert.True(await db.ScalarAsync<bool>(Reads));
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>(Reads));
    }

    [Fact]
    public async Task The_replica_identity_of_a_partition_is_counted_with_that_of_its_table()
    {
        const string Identity = "select relreplident from pg_class where relname = 'leaf'";
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.events (id int PRIMARY KEY) PARTITION BY RANGE (id)",
            "CREATE TABLE public.leaf PARTITION OF public.events FOR VALUES FROM (0) TO (10)",
            "ALTER TABLE public.leaf REPLICA IDENTITY NOTHING"
        );
        var leaf = db.New("ReplicaIdentity", ("table", "public.leaf"), ("identity", "full"));
        var table = db.New("ReplicaIdentity", ("table", "public.events"), ("identity", "full")).As("second");
        Assert.Null((await leaf.UpAsync()).Error);
        Assert.Null((await table.UpAsync()).Error);

        Assert.Null((await leaf.DestroyAsync()).Error);
        Assert.Equal('f', await db.ScalarAsync<char>(Identity));
        Assert.Null((await table.DestroyAsync()).Error);
        Assert.Equal('n', await db.ScalarAsync<char>(Identity));
    }
}
