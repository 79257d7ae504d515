using NeonFlow.Provider.Schema;
using Npgsql;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What the server would refuse about a membership is told in preview, with what helps.</summary>
public sealed class RoleMembershipRightsTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";
    private const string Readers = "CREATE ROLE readers_{role}";
    private const string App = $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'";

    public static TheoryData<int> Majors => DatabaseFixture.Majors;

    /// <summary>Those with a grant for each grantor, and options.</summary>
    public static TheoryData<int> MajorsWithOptions => [.. Majors.Select(static m => m.Data).Where(static m => m >= 16)];

    private static Thing Membership(Database db, params (string Key, PropertyValue? Value)[] inputs) =>
        db.New("RoleMembership", ("role", $"readers_{db.Role}"), ("member", db.Role))
            .With(("connection", db.ConnectionAs($"app_{db.Role}", Password)))
            .With(inputs);

    // What preview refuses the server refuses, too.
    private static async Task<string> RefusedAsync(Database db, Thing thing, string code, string sql)
    {
        var preview = await thing.PreviewAsync();
        Assert.Contains(code, preview.Error, StringComparison.Ordinal);
        Assert.Contains(code, (await thing.UpAsync()).Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresException>(() => db.ExecuteAsync($"SET SESSION AUTHORIZATION app_{{role}}; {sql}"));
        return preview.Error!;
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Who_has_no_right_to_grant_it_is_told_who_has(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, "CREATE ROLE \"db a_{role}\" LOGIN");
        await db.ExecuteAsync("GRANT readers_{role} TO \"db a_{role}\" WITH ADMIN OPTION");
        var refused = await RefusedAsync(db, Membership(db), "NF3012 at role", "GRANT readers_{role} TO {role}");
        Assert.Contains($"ADMIN OPTION on readers_{db.Role}", refused, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused));
        Assert.Equal($"db a_{db.Role}", fix.RunBy);
        await db.ExecuteAsync($"SET ROLE \"{fix.RunBy}\"; {fix.Sql}");
        Assert.Null((await Membership(db).UpAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Who_has_no_right_to_revoke_it_is_told_who_has(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App);
        var membership = db.New("RoleMembership", ("role", $"readers_{db.Role}"), ("member", db.Role));
        Assert.Null((await membership.UpAsync()).Error);

        // The login alone changes, which the state takes note of.
        Assert.Empty((await membership.With(("connection", db.ConnectionAs($"app_{db.Role}", Password))).UpAsync()).Changes);
        var refused = (await membership.DestroyAsync()).Error;

        Assert.Contains("NF3012", refused, StringComparison.Ordinal);
        Assert.Contains($"app_{db.Role} may not revoke readers_{db.Role}", refused, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused!));
        Assert.Equal("postgres", fix.RunBy);
        await db.ExecuteAsync(fix.Sql);
        Assert.False(await db.ScalarAsync<bool>("select pg_has_role('{role}', 'readers_{role}', 'MEMBER')"));
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task CREATEROLE_is_enough_until_15_and_of_no_use_from_16_on(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, "ALTER ROLE app_{role} CREATEROLE");
        if (major < 16)
        {
            Assert.Null((await Membership(db).UpAsync()).Error);
            Assert.Null((await Membership(db, ("role", "pg_read_all_data")).As("second").UpAsync()).Error);
        }
        else
        {
            var refused = await RefusedAsync(db, Membership(db), "NF3012 at role", "GRANT readers_{role} TO {role}");
            Assert.Equal("postgres", Assert.Single(PrintedFix.In(refused)).RunBy);
            await RefusedAsync(db, Membership(db, ("role", "pg_read_all_data")), "NF3012 at role", "GRANT pg_read_all_data TO {role}");
            // What it makes itself it may grant.
            await db.ExecuteAsync("SET ROLE app_{role}; CREATE ROLE made_{role}");
            Assert.Null((await Membership(db, ("role", $"made_{db.Role}")).UpAsync()).Error);
        }

        var super = await RefusedAsync(db, Membership(db, ("role", "postgres")), "NF3012 at role", "GRANT postgres TO {role}");
        Assert.Contains("postgres is a superuser, and only superusers may", super, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task A_right_that_is_inherited_counts_and_names_whose_it_is(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, "CREATE ROLE admins_{role}; GRANT admins_{role} TO app_{role}");
        await db.ExecuteAsync("GRANT readers_{role} TO admins_{role} WITH ADMIN OPTION");
        var membership = Membership(db);
        var statement = $"GRANT \"readers_{db.Role}\" TO \"{db.Role}\" GRANTED BY \"admins_{db.Role}\";";
        Assert.Contains(statement, (await membership.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await membership.UpAsync()).Error);
        Assert.Equal([$"MEMBERSHIP OF {db.Role} IN readers_{db.Role} BY admins_{db.Role}"], membership["granted"]);
        Assert.Empty((await membership.PreviewAsync()).Changes);
        Assert.Null((await membership.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>("select pg_has_role('{role}', 'readers_{role}', 'MEMBER')"));

        // The server finds no grantor for a right that is not inherited.
        await db.ExecuteAsync("GRANT admins_{role} TO app_{role} WITH INHERIT FALSE");
        var refused = await RefusedAsync(db, Membership(db), "NF3012 at role", "GRANT readers_{role} TO {role}");
        Assert.Contains($"through admins_{db.Role} only, from which it does not inherit", refused, StringComparison.Ordinal);
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused)).Sql);
        Assert.Null((await Membership(db).UpAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task A_circle_is_refused_with_the_membership_that_closes_it(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, "ALTER ROLE app_{role} SUPERUSER", "CREATE ROLE middle_{role}");
        await db.ExecuteAsync("GRANT {role} TO middle_{role}; GRANT middle_{role} TO readers_{role}");
        var refused = await RefusedAsync(db, Membership(db), "NF3036 at member", "GRANT readers_{role} TO {role}");
        Assert.Contains($"is a member of {db.Role} already, through middle_{db.Role}", refused, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused));
        await db.ExecuteAsync($"SET ROLE {fix.RunBy}; {fix.Sql}");
        Assert.Null((await Membership(db).UpAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(MajorsWithOptions))]
    public async Task ADMIN_OPTION_is_not_given_back_to_who_gave_it(int major)
    {
        var db = await fixture.OnMajorAsync(major, Readers, App, "GRANT readers_{role} TO app_{role} WITH ADMIN OPTION");
        var first = Membership(db, ("member", "postgres"), ("admin", true));
        var refused = await RefusedAsync(db, first, "NF3036 at admin", "GRANT readers_{role} TO postgres WITH ADMIN TRUE");
        Assert.Contains("cannot be given back", refused, StringComparison.Ordinal);
        Assert.Null((await first.With(("admin", null)).UpAsync()).Error);
        Assert.Null((await first.DestroyAsync()).Error);

        // The member has it already and granted it to who connects, who adds what is lacking and no more.
        await db.ExecuteAsync("GRANT readers_{role} TO {role} WITH ADMIN TRUE, INHERIT FALSE; REVOKE readers_{role} FROM app_{role}");
        await db.ExecuteAsync("SET ROLE {role}; GRANT readers_{role} TO app_{role} WITH ADMIN OPTION");
        var second = Membership(db, ("admin", true), ("inherit", true)).As("second");
        Assert.EndsWith("WITH INHERIT TRUE;", (await second.PreviewAsync()).Plan.TrimEnd(), StringComparison.Ordinal);
        Assert.Null((await second.UpAsync()).Error);
        Assert.Empty((await second.PreviewAsync()).Changes);
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>("select pg_has_role('{role}', 'readers_{role}', 'USAGE')"));
        Assert.True(await db.ScalarAsync<bool>("select pg_has_role('{role}', 'readers_{role}', 'MEMBER WITH ADMIN OPTION')"));
    }

    [Fact]
    public async Task What_can_be_no_membership_is_refused_at_once()
    {
        var db = await fixture.DatabaseAsync(App);
        var itself = Assert.Single((await Membership(db, ("role", db.Role)).PreviewAsync()).Problems);
        Assert.StartsWith("member|NF3036", itself, StringComparison.Ordinal);
        foreach (var (input, name, code) in new[] { ("role", "pg_database_owner", "NF3018"), ("member", "public", "NF3002") })
        {
            var problem = Assert.Single((await Membership(db, (input, name)).PreviewAsync()).Problems);
            Assert.StartsWith($"{input}|{code}", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_told_in_preview_as_in_up()
    {
        var db = await fixture.DatabaseAsync(App);
        var preview = (await Membership(db).PreviewAsync()).Error!;
        Assert.Contains("NF3006 at role", preview, StringComparison.Ordinal);
        Assert.Contains("NF3006 at role", (await Membership(db).UpAsync()).Error, StringComparison.Ordinal);
        await db.ExecuteAsync($"{Assert.Single(PrintedFix.In(preview)).Sql}\nALTER ROLE app_{{role}} SUPERUSER");
        Assert.Null((await Membership(db).UpAsync()).Error);
        Assert.Contains("NF3006 at member", (await Membership(db, ("member", "ghost")).UpAsync()).Error, StringComparison.Ordinal);
    }
}
