using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The rules of keys agree with the connector, type by type.</summary>
public sealed class KeyTests(ProofServers servers) : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await servers.RentAsync();

    public ValueTask DisposeAsync()
    {
        servers.GiveBack(_server);
        return ValueTask.CompletedTask;
    }

    private const string Types = """
        CREATE TYPE public.mood AS ENUM ('sad', 'ok');
        CREATE TYPE public.pair AS (a int, b text);
        CREATE TYPE public.span AS RANGE (subtype = float8);
        CREATE DOMAIN public.plain AS int;
        CREATE DOMAIN public.hour AS time;
        CREATE DOMAIN public.late AS public.hour;
        """;

    [Theory]
    [InlineData("time", "10:00", false)]
    [InlineData("public.late", "10:00", false)]
    [InlineData("interval", "1 day", false)]
    [InlineData("jsonb", "{}", false)]
    [InlineData("inet", "10.0.0.1", false)]
    [InlineData("cidr", "10.0.0.0/8", false)]
    [InlineData("bit(3)", "101", false)]
    [InlineData("varbit", "101", false)]
    [InlineData("int4range", "[1,5)", false)]
    [InlineData("int8range", "[1,5)", false)]
    [InlineData("numrange", "[1,5)", false)]
    [InlineData("daterange", "[2026-01-01,2026-01-02)", false)]
    [InlineData("tsrange", "empty", false)]
    [InlineData("tstzrange", "empty", false)]
    [InlineData("int4multirange", "{[1,5)}", false)]
    [InlineData("int8multirange", "{}", false)]
    [InlineData("nummultirange", "{}", false)]
    [InlineData("datemultirange", "{}", false)]
    [InlineData("tsmultirange", "{}", false)]
    [InlineData("tstzmultirange", "{}", false)]
    [InlineData("text[]", "{a}", false)]
    [InlineData("int[]", "{1}", false)]
    [InlineData("tid", "(1,1)", false)]
    [InlineData("text", "a", true)]
    [InlineData("char(5)", "a", true)]
    [InlineData("\"char\"", "a", true)]
    [InlineData("uuid", "8e3b8c9a-0a5c-4c5f-9a40-6f8a4f0d7a11", true)]
    [InlineData("numeric(6,2)", "1.50", true)]
    [InlineData("bool", "true", true)]
    [InlineData("bytea", "\\x01", true)]
    [InlineData("float8", "NaN", true)]
    [InlineData("date", "2026-01-01", true)]
    [InlineData("timestamp", "2026-01-01", true)]
    [InlineData("timestamptz", "2026-01-01", true)]
    [InlineData("timetz", "10:00+02", true)]
    [InlineData("macaddr", "08:00:2b:01:02:03", true)]
    [InlineData("oid", "1", true)]
    [InlineData("money", "1", true)]
    [InlineData("pg_lsn", "0/1", true)]
    [InlineData("tsvector", "a", true)]
    [InlineData("xid8", "1", true)]
    [InlineData("public.mood", "ok", true)]
    [InlineData("public.pair", "(1,a)", true)]
    [InlineData("public.span", "[1,5)", true)]
    [InlineData("public.plain", "1", true)]
    public async Task A_type_is_found_where_the_connector_cannot_encode_it(string type, string value, bool fits)
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync(
            $"{Types} CREATE TABLE public.odd (id {type} PRIMARY KEY, v text); GRANT SELECT ON public.odd TO {{role}}; ALTER PUBLICATION "
                + $"shop_pub ADD TABLE public.odd; INSERT INTO public.odd VALUES ('{value}', 'one')"
        );
        stage.Tables = ["public.odd"];
        Assert.Equal(fits ? [] : ["NF5038"], (await stage.JudgeAsync()).Failures.Select(static f => f.Code.Id));
        if (fits)
        {
            await stage.StreamsAsync();
        }
        else
        {
            await stage.DiesAsync("unencodable element at index 0");
        }
    }

    [Theory]
    [InlineData("numeric", "", true)]
    [InlineData("numeric", "CHECK (id > 0)", true)]
    [InlineData("numeric", "CHECK (id > 0 AND id < 1000)", false)]
    [InlineData("numeric", "CHECK (id BETWEEN -5 AND 5)", false)]
    [InlineData("numeric", "CHECK (id > 0 OR id < 1000)", true)]
    [InlineData("numeric", "CHECK (id > 0), CHECK (id < other)", true)]
    [InlineData("numeric(6,2)", "CHECK (id > 0)", true)]
    [InlineData("numeric(6,2)", "CHECK (id < 1000)", false)]
    [InlineData("numeric(6,2)", "CHECK (id <> 'NaN')", false)]
    [InlineData("date", "CHECK (id < '2100-01-01')", true)]
    [InlineData("date", "CHECK (isfinite(id))", false)]
    [InlineData("date", "CHECK (isfinite(id) OR id > '2000-01-01')", true)]
    [InlineData("date", "CHECK (NOT isfinite(id))", true)]
    [InlineData("date", "CHECK (id >= '2000-01-01' AND id <= '2100-01-01')", false)]
    [InlineData("timestamptz", "CHECK (id > '2000-01-01' AND id <= now())", false)]
    [InlineData("timestamp", "CHECK (isfinite(another))", true)]
    [InlineData("public.day", "", false)]
    [InlineData("float8", "", false)]
    public async Task A_value_is_warned_of_where_nothing_forbids_it(string type, string check, bool warns)
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync(
            $"CREATE DOMAIN public.day AS date CHECK (isfinite(VALUE)); CREATE TABLE public.odd (id {type} PRIMARY KEY, v text, "
                + $"other numeric, another date{(check.Length == 0 ? "" : ", " + check)}); GRANT SELECT ON public.odd TO {{role}}; "
                + "ALTER PUBLICATION shop_pub ADD TABLE public.odd"
        );
        stage.Tables = ["public.odd"];
        var verdict = await stage.JudgeAsync();
        Assert.Empty(verdict.Failures);
        Assert.Equal(warns ? ["NF5039"] : [], verdict.Warnings.Select(static f => f.Code.Id));
        if (warns)
        {
            await stage.ApplyAsync(verdict.Warnings[0].Fix!);
            Assert.Empty((await stage.JudgeAsync()).Warnings);
        }
    }

    [Fact]
    public async Task A_table_without_key_and_identity_is_told_everything_at_once()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync("ALTER TABLE public.orders DROP CONSTRAINT orders_pkey");
        var found = (await stage.JudgeAsync()).Failures;
        Assert.Equal(["NF3008", "NF5026"], found.Select(static f => f.Code.Id));
        foreach (var failure in found)
        {
            await stage.ApplyAsync(failure.Fix!);
        }

        Assert.Empty((await stage.JudgeAsync()).All);
        await stage.WorksAsync();
    }

    [Fact]
    public async Task A_fix_is_not_what_the_table_has_already()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync("ALTER TABLE public.orders DROP CONSTRAINT orders_pkey, REPLICA IDENTITY FULL");
        var found = Assert.Single((await stage.JudgeAsync()).Failures);
        Assert.Equal("NF5026", found.Code.Id);
        Assert.DoesNotContain("REPLICA IDENTITY", found.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_without_key_needs_none_that_can_be_encoded()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync(
            "CREATE TABLE public.odd (id time PRIMARY KEY, v text NOT NULL UNIQUE); GRANT SELECT ON public.odd TO {role}; "
                + "ALTER PUBLICATION shop_pub ADD TABLE public.odd; INSERT INTO public.odd VALUES ('10:00', 'one')"
        );
        stage.Tables = ["public.odd"];
        stage.Mode = "Without Primary Key";
        Assert.Empty((await stage.JudgeAsync()).All);
        await stage.StreamsAsync();
        await stage.ExecuteAsync("UPDATE public.odd SET v = 'two'; DELETE FROM public.odd");
        await stage.SentinelAsync();
    }
}
