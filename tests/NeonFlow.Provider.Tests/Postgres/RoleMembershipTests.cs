using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class RoleMembershipTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";
    private const string Readers = "CREATE ROLE readers_{role}";
    private const string App = $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'";
    private const string AppMayGrant = "GRANT readers_{role} TO app_{role} WITH ADMIN OPTION";

    public static TheoryData<int> Majors => DatabaseFixture.Majors;

    /// <summary>Those with a grant for each grantor, and options.</summary>
    public static TheoryData<int> MajorsWithOptions => [.. Majors.Select(static m => m.Data).Where(static m => m >= 16)];

    private static Thing Membership(Database db, params (string Key, PropertyValue? Value)[] inputs) =>
        db.New("RoleMembership", ("role", $"readers_{db.Role}"), ("member", db.Role)).With(inputs);

    private static Thing As(Database db, Thing thing, string who) =>
        thing.With(("connection", db.ConnectionAs($"{who}_{db.Role}", Password)));

    // "postgres: admin inherit set" for each grant.
    private static Task<string?> GrantsAsync(Database db) =>
        db.ScalarAsync<string>(
            """
            select string_agg(a.grantor::regrole || ':' || case when a.admin_option then ' admin' else '' end
              || case when (to_jsonb(a) ->> 'inherit_option')::bool then ' inherit' else '' end
              || case when (to_jsonb(a) ->> 'set_option')::bool then ' set' else '' end, ', ' order by a.grantor::regrole::text)
            from pg_auth_members a where a.roleid = 'readers_{role}'::regrole and a.member = '{role}'::regrole
            """
        );

    private static Task<long> AccountsAsync(Database db) =>
        db.Server.ScalarAsync<long>(
            $"select count(*) from pg_description where classoid = 'pg_largeobject'::regclass and strpos(description, '{db.Role} ') > 0",
            "postgres"
        );

    private static string All(int major) => major >= 16 ? "postgres: inherit set" : "postgres:";

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task A_membership_is_made_repaired_and_taken_back(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers);
        var membership = Membership(db);
        var preview = await membership.PreviewAsync();
        Assert.Contains($"GRANT \"readers_{db.Role}\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.Null(await GrantsAsync(db));
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal(All(major), await GrantsAsync(db));
        Assert.Equal($"{db.Place}/readers_{db.Role}/{db.Role}", membership.Id);
        Assert.Equal([$"MEMBERSHIP OF {db.Role} IN readers_{db.Role}{(major >= 16 ? " BY postgres" : "")}"], membership["granted"]);
        Assert.Empty((await membership.PreviewAsync()).Changes);

        await db.ExecuteAsync("REVOKE readers_{role} FROM {role}");
        Assert.Equal(["create"], (await membership.PreviewAsync()).Changes);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal(1, await AccountsAsync(db));
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.Null(await GrantsAsync(db));
        Assert.Equal(0, await AccountsAsync(db));
        Assert.Null((await membership.DestroyAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task The_right_to_grant_it_is_an_option_on_every_version(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers);
        var membership = Membership(db, ("admin", true));
        Assert.Contains("WITH ADMIN OPTION;", (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Contains("admin", await GrantsAsync(db), StringComparison.Ordinal);
        await db.ExecuteAsync("REVOKE ADMIN OPTION FOR readers_{role} FROM {role}");
        var drift = await membership.PreviewAsync();
        Assert.Equal(["Update admin"], drift.Changes);
        Assert.Contains($"GRANT \"readers_{db.Role}\" TO \"{db.Role}\" WITH ADMIN OPTION;", drift.Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);

        // Asked for no longer, it goes back to what a new membership has; the membership stays.
        membership.With(("admin", null));
        var less = await membership.PreviewAsync();
        Assert.Contains($"REVOKE ADMIN OPTION FOR \"readers_{db.Role}\" FROM \"{db.Role}\";", less.Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal(All(major), await GrantsAsync(db));
        membership.With(("admin", false));
        Assert.Null((await membership.UpAsync()).Error);
        await db.ExecuteAsync("GRANT readers_{role} TO {role} WITH ADMIN OPTION");
        Assert.Equal(["Update admin"], (await membership.PreviewAsync()).Changes);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal(All(major), await GrantsAsync(db));
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task Every_option_is_drift_and_only_the_difference_is_sent(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers);
        var membership = Membership(db, ("admin", false), ("inherit", false), ("set", true));
        Assert.Contains("WITH INHERIT FALSE, SET TRUE;", (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal("postgres: set", await GrantsAsync(db));
        var (of, to) = ($"\"readers_{db.Role}\"", $"\"{db.Role}\"");
        foreach (
            var (edit, changed, repair) in new[]
            {
                ("GRANT readers_{role} TO {role} WITH INHERIT TRUE", "Update inherit", $"REVOKE INHERIT OPTION FOR {of} FROM {to};"),
                ("GRANT readers_{role} TO {role} WITH ADMIN TRUE", "Update admin", $"REVOKE ADMIN OPTION FOR {of} FROM {to};"),
                ("REVOKE SET OPTION FOR readers_{role} FROM {role}", "Update set", $"GRANT {of} TO {to} WITH SET TRUE;"),
            }
        )
        {
            await db.ExecuteAsync(edit);
            var drift = await membership.PreviewAsync();
            Assert.Equal([changed], drift.Changes);
            Assert.Equal(repair, drift.Plan.Split('\n')[^1].Trim());
            Assert.Null((await membership.UpAsync()).Error);
            Assert.Equal("postgres: set", await GrantsAsync(db));
        }

        // Left out, INHERIT is what the attribute of the member says.
        membership.With(("inherit", null));
        Assert.Contains($"GRANT {of} TO {to} WITH INHERIT TRUE;", (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal("postgres: inherit set", await GrantsAsync(db));
        Assert.Empty((await membership.PreviewAsync()).Changes);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task What_somebody_else_granted_is_enough_and_stays(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, "GRANT readers_{role} TO {role}");
        var membership = Membership(db);
        Assert.DoesNotContain("GRANT", (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Empty(membership["granted"]);

        // What this resource adds to it, it takes back, and nothing else.
        membership.With(("admin", true));
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Contains("admin", await GrantsAsync(db), StringComparison.Ordinal);
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.Equal(All(major), await GrantsAsync(db));
        Assert.Equal(0, await AccountsAsync(db));
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task The_grant_of_another_grantor_is_never_touched(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, AppMayGrant, "SET ROLE app_{role}; GRANT readers_{role} TO {role}");
        var theirs = $"app_{db.Role}: inherit set";
        var refused = await Membership(db, ("inherit", false)).PreviewAsync();
        Assert.Contains("NF3037 at inherit", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"by a grant of app_{db.Role}", refused.Error, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused.Error!));
        Assert.Equal($"app_{db.Role}", fix.RunBy);

        var membership = Membership(db, ("admin", true));
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal($"{theirs}, postgres: admin inherit set", await GrantsAsync(db));
        Assert.Empty((await membership.PreviewAsync()).Changes);
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.Equal(theirs, await GrantsAsync(db));

        await db.ExecuteAsync($"SET ROLE {fix.RunBy}; {fix.Sql}");
        Assert.Null((await Membership(db, ("inherit", false)).UpAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task Another_login_takes_back_what_it_may_and_names_who_could(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, AppMayGrant, "CREATE ROLE ops_{role} LOGIN PASSWORD 'app-Pa55word'");
        await db.ExecuteAsync("GRANT readers_{role} TO ops_{role} WITH ADMIN OPTION");
        var membership = As(db, Membership(db), "app");
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal($"app_{db.Role}: inherit set", await GrantsAsync(db));
        Assert.Empty((await As(db, membership, "ops").UpAsync()).Changes);
        var refused = await membership.DestroyAsync();
        Assert.Contains("NF3012", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"app_{db.Role} granted readers_{db.Role} to {db.Role}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("A destroy would be refused", refused.Text, StringComparison.Ordinal);
        Assert.Equal($"app_{db.Role}", Assert.Single(PrintedFix.In(refused.Error!)).RunBy);

        // A superuser has the privileges of everybody.
        membership.With(("connection", db.Connection), ("set", false));
        Assert.Contains($"GRANTED BY \"app_{db.Role}\";", (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal($"app_{db.Role}: inherit", await GrantsAsync(db));
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.Null(await GrantsAsync(db));
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task What_the_member_granted_on_is_named_and_goes_first(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, "CREATE ROLE next_{role}");
        var membership = Membership(db, ("admin", true));
        Assert.Null((await membership.UpAsync()).Error);
        await db.ExecuteAsync("SET ROLE {role}; GRANT readers_{role} TO next_{role}");
        membership.With(("admin", false));
        foreach (var refused in new[] { await membership.PreviewAsync(), await membership.UpAsync(), await membership.DestroyAsync() })
        {
            Assert.Contains("NF3023", refused.Error, StringComparison.Ordinal);
            Assert.Contains($"has granted readers_{db.Role} to next_{db.Role}", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal("postgres: admin inherit set", await GrantsAsync(db));
        var fix = Assert.Single(PrintedFix.In((await membership.PreviewAsync()).Error!));
        await db.ExecuteAsync($"SET ROLE {fix.RunBy}; {fix.Sql}");
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.Null(await GrantsAsync(db));
    }

    [Fact]
    public async Task An_option_that_the_server_does_not_have_is_refused_with_what_rules_there()
    {
        var db = await fixture.OnMajorAsync(15, Readers);
        var preview = await Membership(db, ("inherit", false), ("set", true)).PreviewAsync();
        Assert.Contains("NF3025 at inherit", preview.Error, StringComparison.Ordinal);
        Assert.Contains("NF3025 at set", preview.Error, StringComparison.Ordinal);
        Assert.Contains(
            "this server has version 15, where the attribute INHERIT of the member rules",
            preview.Error,
            StringComparison.Ordinal
        );
        Assert.Null(await GrantsAsync(db));
        await db.ExecuteAsync(PrintedFix.In(preview.Error!)[0].Sql);
        Assert.False(await db.ScalarAsync<bool>("select rolinherit from pg_roles where rolname = '{role}'"));
        Assert.Null((await Membership(db).UpAsync()).Error);
        Assert.Contains("and is so", (await Membership(db, ("inherit", false)).PreviewAsync()).Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task An_import_takes_it_over_as_it_is(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, "GRANT readers_{role} TO {role} WITH ADMIN OPTION");
        var membership = Membership(db, ("admin", true));
        if (major >= 16)
        {
            membership.With(("inherit", true), ("set", true));
        }

        var id = $"{db.Place}/readers_{db.Role}/{db.Role}";
        Assert.Empty((await membership.ImportAsync(id, GrantTests.Settings(db)))!.Value.Changes);
        Assert.Null(await membership.ImportAsync($"{db.Place}/{db.Role}/readers_{db.Role}", GrantTests.Settings(db)));
        await db.ExecuteAsync("DROP ROLE {role}");
        Assert.Null(await membership.ImportAsync(id, GrantTests.Settings(db)));
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task Two_stacks_by_two_databases_know_each_other(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers);
        var other = new Database(db.Server, (await fixture.OnMajorAsync(major)).Name);
        var first = Membership(db, ("inherit", true));
        var second = Membership(db).As("it", "prod").With(("connection", other.Connection));
        Assert.Null((await first.UpAsync()).Error);
        Assert.Null((await second.UpAsync()).Error);
        Assert.Equal([$"MEMBERSHIP OF {db.Role} IN readers_{db.Role} BY postgres"], second["granted"]);

        var third = Membership(db, ("inherit", false)).As("it", "test");
        var refused = await third.PreviewAsync();
        Assert.Contains("NF3018 at inherit", refused.Error, StringComparison.Ordinal);
        Assert.Contains("of stack dev of project shop wants the membership with INHERIT", refused.Error, StringComparison.Ordinal);

        var destroyed = await first.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains("of stack prod of project shop wants it too", destroyed.Text, StringComparison.Ordinal);
        Assert.Equal("postgres: inherit set", await GrantsAsync(db));
        Assert.Empty((await second.PreviewAsync()).Changes);
        Assert.Null((await second.With(("connection", db.Connection)).DestroyAsync()).Error);
        Assert.Null(await GrantsAsync(db));
        Assert.Equal(0, await AccountsAsync(db));

        Assert.Null((await third.UpAsync()).Error);
        var fourth = Membership(db, ("inherit", true)).As("it", "next");
        refused = await fourth.PreviewAsync();
        Assert.Contains("NF3018 at inherit", refused.Error, StringComparison.Ordinal);
        Assert.Contains("of stack test of project shop wants the membership without INHERIT", refused.Error, StringComparison.Ordinal);
        Assert.Equal("postgres: set", await GrantsAsync(db));
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task What_a_killed_run_granted_is_known_to_the_next_one(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers);
        Assert.Null((await Membership(db).UpAsync()).Error);
        var next = Membership(db);
        Assert.Null((await next.UpAsync()).Error);
        Assert.Single(next["granted"]);
        Assert.Null((await next.DestroyAsync()).Error);
        Assert.Null(await GrantsAsync(db));
    }
}
