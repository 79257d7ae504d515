using NeonFlow.Harness;
using NeonFlow.Provider.Schema;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Rights, settings and row security are judged as the server judges them.</summary>
public sealed class ServerJudgementTests(DatabaseFixture fixture)
{
    private const string Password = "owner-Pa55word";

    public static TheoryData<int> Majors => [.. PostgresMajors.Here];

    private static Thing As(Database db, string user, string kind, params (string Key, PropertyValue Value)[] inputs) =>
        db.New(kind, [.. inputs]).With(("connection", db.ConnectionAs(user, Password)));

    [Fact]
    public async Task What_an_extension_owns_or_everybody_reads_needs_no_grant()
    {
        var db = await fixture.DatabaseAsync();
        var (owner, platform) = ($"owner_{db.Name}", $"platform_{db.Name}");
        await db.ExecuteAsync(
            $"CREATE ROLE {owner} LOGIN PASSWORD '{Password}'; CREATE ROLE {platform}; CREATE SCHEMA geo AUTHORIZATION {owner};"
                + $"CREATE TABLE geo.places (id int PRIMARY KEY); ALTER TABLE geo.places OWNER TO {owner};"
                + $"CREATE TABLE geo.spatial (srid int PRIMARY KEY); GRANT SELECT ON geo.spatial TO PUBLIC;"
                + $"ALTER TABLE geo.spatial OWNER TO {platform};"
                + $"CREATE TABLE geo.of_extension (id int PRIMARY KEY); ALTER TABLE geo.of_extension OWNER TO {platform};"
                + "ALTER EXTENSION plpgsql ADD TABLE geo.of_extension"
        );
        var grant = As(db, owner, "Grant", ("role", db.Role), ("schema", "geo"));
        var preview = await grant.PreviewAsync();
        Assert.Null(preview.Error);
        Assert.Contains("GRANT SELECT ON TABLE \"geo\".\"places\" TO", preview.Plan, StringComparison.Ordinal);
        Assert.Contains("SELECT on table geo.spatial is not granted", preview.Plan, StringComparison.Ordinal);
        Assert.DoesNotContain("of_extension", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Empty((await grant.PreviewAsync()).Changes);

        var later = As(db, owner, "DefaultPrivileges", ("role", db.Role), ("schema", "geo"), ("creators", List(owner)));
        preview = await later.PreviewAsync();
        Assert.Null(preview.Error);
        Assert.DoesNotContain("NF3020", preview.Text, StringComparison.Ordinal);
        Assert.Null((await later.UpAsync()).Error);
        Assert.Null((await later.DestroyAsync()).Error);
        Assert.Null((await grant.DestroyAsync()).Error);
        await db.ExecuteAsync("DROP ROLE {role}");
    }

    [Fact]
    public async Task Who_reads_all_data_needs_no_default_privileges_of_others()
    {
        var db = await fixture.DatabaseAsync();
        var other = $"other_{db.Name}";
        await db.ExecuteAsync(
            $"CREATE ROLE {other}; CREATE TABLE public.theirs (id int PRIMARY KEY); ALTER TABLE public.theirs OWNER TO {other}"
        );
        var later = db.New("DefaultPrivileges", ("role", db.Role), ("creators", List("postgres")));
        Assert.Contains("NF3020", (await later.PreviewAsync()).Text, StringComparison.Ordinal);
        await db.ExecuteAsync("GRANT pg_read_all_data TO {role}");
        Assert.DoesNotContain("NF3020", (await later.PreviewAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_granted_what_stays_is_named_and_the_fix_ends_with_DROP_ROLE()
    {
        var db = await fixture.DatabaseAsync();
        var (owner, dba) = ($"owner_{db.Name}", $"db a_{db.Name}");
        await db.ExecuteAsync(
            $"CREATE ROLE {owner} LOGIN PASSWORD '{Password}'; CREATE ROLE \"{dba}\" LOGIN PASSWORD '{Password}';"
                + $"CREATE SCHEMA app AUTHORIZATION {owner}; SET ROLE {owner}; CREATE TABLE app.orders (id int PRIMARY KEY);"
                + $"GRANT USAGE ON SCHEMA app TO \"{dba}\" WITH GRANT OPTION; GRANT SELECT ON app.orders TO \"{dba}\" WITH GRANT OPTION"
        );
        var grant = As(db, dba, "Grant", ("role", db.Role), ("schema", "app"), ("tables", List("app.orders")));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Empty((await grant.With(("connection", db.ConnectionAs(owner, Password))).UpAsync()).Changes);
        var refused = await grant.DestroyAsync();
        Assert.Contains($"{dba} granted it as well", refused.Error, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused.Error!));
        Assert.Equal(dba, fix.RunBy);
        Assert.True(await db.ScalarAsync<bool>("SELECT has_table_privilege('{role}', 'app.orders', 'SELECT')"));
        await db.ExecuteAsync($"SET ROLE \"{dba}\"; {fix.Sql}");
        Assert.Null((await grant.DestroyAsync()).Error);
        await db.ExecuteAsync("DROP ROLE {role}");
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Words_and_memberships_are_those_of_the_connected_version(int major)
    {
        await using var server = await PostgresServer.StartAsync(
            PostgresServerOptions.Logical with
            {
                Binaries = PostgresBinaries.FindMajor(major),
            }
        );
        var db = new Database(server, "postgres");
        await db.ExecuteAsync("CREATE ROLE {role} LOGIN REPLICATION; CREATE TABLE public.orders (id int PRIMARY KEY)");

        // MAINTAIN
        var grant = db.New("Grant", ("role", db.Role), ("privileges", List("SELECT", "MAINTAIN")));
        var later = db.New("DefaultPrivileges", ("role", db.Role), ("creators", List("postgres")), ("privileges", List("maintain")));
        if (major >= 17)
        {
            Assert.Null((await grant.UpAsync()).Error);
            Assert.Null((await later.UpAsync()).Error);
            Assert.True(await db.ScalarAsync<bool>("SELECT has_table_privilege('{role}', 'public.orders', 'MAINTAIN')"));
            Assert.Empty((await grant.PreviewAsync()).Changes);
            await db.ExecuteAsync("GRANT ALL ON public.orders TO {role}");
            var all = db.New(
                "Grant",
                ("role", db.Role),
                ("privileges", List("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"))
            );
            Assert.DoesNotContain("privileges", (await all.ImportAsync(grant.Id!, GrantTests.Settings(db)))!.Value.Changes);
        }
        else
        {
            Assert.Contains("NF3025 at privileges[1]", (await grant.PreviewAsync()).Error, StringComparison.Ordinal);
            Assert.Contains("NF3025 at privileges[0]", (await later.PreviewAsync()).Error, StringComparison.Ordinal);
        }

        // Membership without INHERIT, with ADMIN only, and none.
        await db.ExecuteAsync(
            $"CREATE ROLE \"my migrator\"; CREATE ROLE stranger; CREATE ROLE deployer LOGIN NOINHERIT CREATEROLE PASSWORD '{Password}';"
                + "GRANT \"my migrator\" TO deployer; GRANT USAGE, CREATE ON SCHEMA public TO \"my migrator\""
        );
        Thing Of(string creator) =>
            As(db, "deployer", "DefaultPrivileges", ("role", db.Role), ("creators", List(creator))).As(creator.Replace(' ', '_'));
        var member = await Of("my migrator").UpAsync();
        if (major < 16)
        {
            Assert.Null(member.Error);
        }
        else
        {
            Assert.Contains("is a member of my migrator, and does not inherit from it", member.Error, StringComparison.Ordinal);
            await db.ExecuteAsync(Assert.Single(PrintedFix.In(member.Error!)).Sql);
            Assert.Null((await Of("my migrator").UpAsync()).Error);
            await db.ExecuteAsync("SET ROLE deployer; CREATE ROLE made");
            var admin = await Of("made").UpAsync();
            Assert.Contains("has ADMIN OPTION on made, and does not inherit from it", admin.Error, StringComparison.Ordinal);
            await db.ExecuteAsync($"SET ROLE deployer; {Assert.Single(PrintedFix.In(admin.Error!)).Sql}");
            Assert.Null((await Of("made").UpAsync()).Error);
        }

        Assert.Contains("deployer is no member of stranger", (await Of("stranger").UpAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_trigger_finds_its_objects_by_the_path_of_the_login()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.ddl_log (tag text)",
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "CREATE FUNCTION public.log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS "
                + "'BEGIN INSERT INTO ddl_log (tag) VALUES (tg_tag); END'",
            "CREATE EVENT TRIGGER log_ddl ON ddl_command_end EXECUTE FUNCTION public.log_ddl()"
        );
        var grant = db.Grant("public.orders");
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.Equal(
            "GRANT,REVOKE",
            await db.ScalarAsync<string>("SELECT string_agg(DISTINCT tag, ',' ORDER BY tag) FROM ddl_log WHERE tag <> 'COMMENT'")
        );
        await db.ExecuteAsync("ALTER EVENT TRIGGER log_ddl DISABLE; DROP TABLE public.ddl_log; ALTER EVENT TRIGGER log_ddl ENABLE");
        var failed = await db.Grant("public.orders").UpAsync();
        Assert.Contains("PL/pgSQL function log_ddl()", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_security_of_the_watermarks_table_is_drift_and_is_taken_off_where_it_is_ours()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE FUNCTION public.secure() RETURNS event_trigger LANGUAGE plpgsql AS "
                + "'DECLARE o record; BEGIN FOR o IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_type = ''table'' LOOP "
                + "EXECUTE ''ALTER TABLE '' || o.object_identity || '' ENABLE ROW LEVEL SECURITY''; END LOOP; END'",
            "CREATE EVENT TRIGGER secure ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.secure()"
        );
        var marks = db.New("WatermarksTable", ("role", db.Role), ("table", "public.flow_watermarks"));
        Assert.Null((await marks.UpAsync()).Error);
        await db.ExecuteAsync("SET ROLE {role}; INSERT INTO public.flow_watermarks VALUES ('s', 'w')");
        Assert.Empty((await marks.PreviewAsync()).Changes);

        await db.ExecuteAsync("ALTER TABLE public.flow_watermarks ENABLE ROW LEVEL SECURITY");
        var drift = await marks.PreviewAsync();
        Assert.Contains("Update missing", drift.Changes);
        Assert.Contains("DISABLE ROW LEVEL SECURITY;", drift.Plan, StringComparison.Ordinal);
        Assert.Null((await marks.UpAsync()).Error);
        Assert.Empty((await marks.PreviewAsync()).Changes);

        // One of somebody else is only told.
        await db.ExecuteAsync("CREATE TABLE public.theirs (slot text PRIMARY KEY, watermark text)");
        var theirs = db.New("WatermarksTable", ("role", db.Role), ("table", "public.theirs"));
        var refused = await theirs.PreviewAsync();
        Assert.Contains("NF3021 at table", refused.Error, StringComparison.Ordinal);
        Assert.Contains("no policy lets", refused.Error, StringComparison.Ordinal);
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused.Error!)).Sql.Split('\n')[0]);
        Assert.Null((await theirs.UpAsync()).Error);
    }
}
