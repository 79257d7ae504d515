using Npgsql;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>A statement that the server does not carry out: an event trigger stands in for what else keeps it from that.</summary>
public sealed class RefusedStatementTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";

    [Theory]
    [InlineData("RAISE EXCEPTION 'refused by a policy'", "NF3016", "CREATE PUBLICATION \"shop_pub\"")]
    [InlineData("RAISE lock_not_available", "NF3015", "pg_terminate_backend")]
    [InlineData("INSERT INTO public.ends VALUES (1)", "NF3028", "pulumi up")]
    public async Task The_cause_is_told_and_nothing_is_made(string refusal, string code, string fix)
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.ends (id int)",
            "CREATE FUNCTION public.end_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                + "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
            "CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON public.ends DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                + "EXECUTE FUNCTION public.end_session()",
            $"CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN {refusal}; END $$",
            "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE PUBLICATION') EXECUTE FUNCTION public.refuse()"
        );
        var outcome = await db.New("Publication", ("name", "shop_pub")).UpAsync();
        Assert.Contains(code, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(fix, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await db.ScalarAsync<long>("select count(*) from pg_publication"));
    }

    [Fact]
    public async Task A_cause_that_is_not_known_has_no_fix()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN "
                + "RAISE EXCEPTION 'refused by a policy' USING HINT = 'Ask the policy.'; END $$",
            "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE PUBLICATION') EXECUTE FUNCTION public.refuse()"
        );
        var outcome = await db.New("Publication", ("name", "shop_pub")).UpAsync();
        Assert.Contains(
            "refused by a policy (SQLSTATE P0001). Ask the policy. It happened in PL/pgSQL function refuse() line 1 at RAISE, which an "
                + "event trigger or a trigger runs. The statement was: CREATE PUBLICATION \"shop_pub\"",
            outcome.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("fix:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_lock_is_listed_for_every_role_with_the_statement_that_ends_it()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'",
            "ALTER TABLE public.orders OWNER TO app_{role}"
        );
        var app = $"app_{db.Role}";
        await db.ExecuteAsync($"GRANT CREATE ON DATABASE {db.Name} TO {app}");
        var thing = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")))
            .With(("connection", db.ConnectionAs(app, Password)));
        await using var holder = new NpgsqlConnection(db.Server.ConnectionString(db.Name));
        await holder.OpenAsync();
        await using (var hold = new NpgsqlCommand("BEGIN; LOCK TABLE public.orders IN SHARE MODE", holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var refused = await thing.UpAsync();
        Assert.Contains("NF3015", refused.Error, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused.Error!));
        Assert.Null(fix.RunBy);
        var ends = await db.ScalarAsync<string>(
            $"SET SESSION AUTHORIZATION {app}; SELECT ends_it FROM ({fix.Sql.TrimEnd(';')}) fix WHERE mode = 'ShareLock'"
        );
        await db.ExecuteAsync(ends!);
        Assert.Null((await thing.UpAsync()).Error);
    }

    [Fact]
    public async Task Who_only_reads_a_table_and_so_keeps_it_from_being_dropped_is_listed()
    {
        var db = await fixture.DatabaseAsync();
        var marks = db.New("WatermarksTable", ("table", "public.marks"), ("role", db.Role));
        Assert.Null((await marks.UpAsync()).Error);
        await using var reader = new NpgsqlConnection(db.Server.ConnectionString(db.Name));
        await reader.OpenAsync();
        await using (var read = new NpgsqlCommand("BEGIN; SELECT count(*) FROM public.marks", reader))
        {
            await read.ExecuteNonQueryAsync();
        }

        var refused = await marks.DestroyAsync();
        Assert.Contains("NF3015", refused.Error, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(refused.Error!));
        await db.ExecuteAsync((await db.ScalarAsync<string>($"SELECT ends_it FROM ({fix.Sql.TrimEnd(';')}) fix LIMIT 1"))!);
        Assert.Null((await marks.DestroyAsync()).Error);
    }
}
