using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>The SQL that a finding of a SQL resource prints is enough, run as the role that it names.</summary>
/// <remarks>The rules of the preflight are in <see cref="Preflight.ProofTests"/>.</remarks>
public sealed class PrintedFixTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";
    private const string Orders = "CREATE TABLE public.orders (id int PRIMARY KEY, v text)";
    private const string OfOwner = "ALTER TABLE public.orders OWNER TO owner_{role}";
    private const string OfApp = "ALTER TABLE public.orders OWNER TO app_{role}";
    private const string Creates = "GRANT CREATE ON DATABASE {database} TO app_{role}; GRANT CREATE ON SCHEMA public TO app_{role}";

    private static readonly PropertyValue One = List("public.orders");

    /// <summary>Code and name, resource, inputs, and what stands around it. <c>app_{role}</c> connects, <c>owner_{role}</c> owns.</summary>
    private static readonly Dictionary<string, (string Kind, PropertyValue.Map Inputs, string[] Sql)> Findings = new()
    {
        ["NF3004 a schema to grant on"] = ("Grant", Map(("schema", "later"), ("tables", List())), [Creates]),
        ["NF3004 a schema to publish"] = ("Publication", Map(("schemas", List("later"))), ["ALTER ROLE app_{role} SUPERUSER"]),
        ["NF3007 an unlogged table"] = (
            "Publication",
            Map(("tables", One)),
            [Orders, OfApp, "ALTER TABLE public.orders SET UNLOGGED", Creates]
        ),
        ["NF3008 no key"] = ("Publication", Map(("tables", One)), ["CREATE TABLE public.orders (v text)", OfApp, Creates]),
        ["NF3008 a column id"] = (
            "Publication",
            Map(("tables", One)),
            ["CREATE TABLE public.orders (id int)", "INSERT INTO public.orders VALUES (1), (1), (null)", OfApp, Creates]
        ),
        ["NF3008 a unique index"] = (
            "Publication",
            Map(("tables", One)),
            ["CREATE TABLE public.orders (code int NOT NULL)", "CREATE UNIQUE INDEX orders_code ON public.orders (code)", OfApp, Creates]
        ),
        ["NF3008 identity nothing"] = (
            "Publication",
            Map(("tables", One)),
            [Orders, "ALTER TABLE public.orders REPLICA IDENTITY NOTHING", OfApp, Creates]
        ),
        ["NF3008 partitions"] = (
            "Publication",
            Map(("tables", One)),
            [
                "CREATE TABLE public.orders (code int) PARTITION BY LIST (code)",
                "CREATE TABLE public.orders_1 PARTITION OF public.orders FOR VALUES IN (1)",
                OfApp,
                "ALTER TABLE public.orders_1 OWNER TO app_{role}",
                Creates,
            ]
        ),
        ["NF3008 tables of a schema"] = (
            "Publication",
            Map(("schemas", List("public"))),
            ["CREATE TABLE public.orders (v text)", "ALTER ROLE app_{role} SUPERUSER"]
        ),
        ["NF3006 a role to grant to"] = ("Grant", Map(("role", "later_{role}"), ("tables", List())), ["ALTER ROLE app_{role} SUPERUSER"]),
        ["NF3012 a grant on a table of another role"] = ("Grant", Map(("tables", One), ("schemaPrivileges", List())), [Orders, OfOwner]),
        ["NF3012 a grant on a schema of another role"] = (
            "Grant",
            Map(("schema", "shop"), ("tables", List())),
            ["CREATE SCHEMA shop AUTHORIZATION owner_{role}"]
        ),
        ["NF3012 default privileges of another role"] = ("DefaultPrivileges", Map(("creators", List("owner_{role}"))), []),
        ["NF3012 a table of another role"] = ("Publication", Map(("tables", One)), [Orders, OfOwner, Creates]),
        ["NF3012 no right to create publications"] = ("Publication", Map(("tables", One)), [Orders, OfApp]),
        ["NF3012 a publication of another role"] = (
            "Publication",
            Map(("tables", One), ("adopt", true)),
            [Orders, OfApp, Creates, "CREATE PUBLICATION shop_pub", "ALTER PUBLICATION shop_pub OWNER TO owner_{role}"]
        ),
        ["NF3012 no right to create a watermarks table"] = (
            "WatermarksTable",
            Map(("table", "shop.marks")),
            ["CREATE SCHEMA shop AUTHORIZATION owner_{role}"]
        ),
        ["NF3012 the watermarks table of another role"] = (
            "WatermarksTable",
            Map(("table", "public.marks")),
            ["CREATE TABLE public.marks (slot text PRIMARY KEY, watermark text)", "ALTER TABLE public.marks OWNER TO owner_{role}"]
        ),
        ["NF3012 the publication of another role for the watermarks"] = (
            "WatermarksTable",
            Map(("table", "public.marks"), ("publication", "shop_pub")),
            [
                "CREATE TABLE public.marks (slot text PRIMARY KEY, watermark text)",
                "ALTER TABLE public.marks OWNER TO owner_{role}",
                "GRANT SELECT, INSERT, UPDATE ON public.marks TO app_{role} WITH GRANT OPTION",
                "CREATE PUBLICATION shop_pub",
                "GRANT CREATE ON DATABASE {database} TO owner_{role}",
                "ALTER PUBLICATION shop_pub OWNER TO owner_{role}",
            ]
        ),
        ["NF3012 a slot that cannot be dropped"] = ("ReplicationSlot", Map(("name", "slot_{role}")), []),
        ["NF3012 no right to connect"] = (
            "Publication",
            Map(("tables", List())),
            [Creates, "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC"]
        ),
        ["NF3013 no right to use the schema"] = (
            "WatermarksTable",
            Map(("table", "shop.marks")),
            ["CREATE SCHEMA shop AUTHORIZATION owner_{role}", "GRANT CREATE, USAGE ON SCHEMA shop TO app_{role}"]
        ),
        ["NF3014 a slot of that name"] = (
            "ReplicationSlot",
            Map(("name", "slot_{role}")),
            ["ALTER ROLE app_{role} REPLICATION", "SELECT pg_create_logical_replication_slot('slot_{role}', 'pgoutput')"]
        ),
        ["NF3021 a table of another shape"] = (
            "WatermarksTable",
            Map(("table", "public.marks")),
            [
                "GRANT CREATE ON SCHEMA public TO app_{role}",
                "CREATE TABLE public.marks (id int)",
                "ALTER TABLE public.marks OWNER TO app_{role}",
            ]
        ),
        ["NF3021 a view"] = (
            "WatermarksTable",
            Map(("table", "public.marks")),
            [
                "GRANT CREATE ON SCHEMA public TO app_{role}",
                "CREATE VIEW public.marks AS SELECT 1 AS id",
                "ALTER VIEW public.marks OWNER TO app_{role}",
            ]
        ),
        ["NF3021 an unlogged table"] = (
            "WatermarksTable",
            Map(("table", "public.marks")),
            ["CREATE UNLOGGED TABLE public.marks (slot text PRIMARY KEY, watermark text)", "ALTER TABLE public.marks OWNER TO app_{role}"]
        ),
        ["NF3029 a role that may have no connection"] = (
            "Publication",
            Map(("tables", List())),
            [Creates, "ALTER ROLE app_{role} CONNECTION LIMIT 0"]
        ),
        ["NF3029 a database that may have no connection"] = (
            "Publication",
            Map(("tables", List())),
            [Creates, "ALTER DATABASE {database} CONNECTION LIMIT 0"]
        ),
        ["NF3030 a database that takes no connections"] = (
            "Publication",
            Map(("tables", List())),
            [Creates, "ALTER DATABASE {database} ALLOW_CONNECTIONS false"]
        ),
    };

    public static TheoryData<string> Names => [.. Findings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_printed_SQL_is_enough(string name)
    {
        var (code, finding) = (name[..6], Findings[name]);
        var db = await fixture.DatabaseAsync("CREATE ROLE owner_{role}", $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'");
        string Named(string text) =>
            text.Replace("{role}", db.Role, StringComparison.Ordinal).Replace("{database}", db.Name, StringComparison.Ordinal);
        foreach (var statement in finding.Sql)
        {
            await db.Server.ExecuteAsync(
                Named(statement),
                statement.Contains("ALLOW_CONNECTIONS", StringComparison.Ordinal) ? "postgres" : db.Name
            );
        }

        var app = $"app_{db.Role}";
        var thing = db.New(finding.Kind, ("name", "shop_pub"), ("role", db.Role))
            .With([.. finding.Inputs.Entries.Select(e => (e.Key, (PropertyValue?)Filled(e.Value, Named)))])
            .With(("connection", db.ConnectionAs(app, Password)));
        thing = finding.Kind is "Publication" or "ReplicationSlot" ? thing.With(("role", null)) : thing.With(("name", null));
        var seen = new HashSet<PrintedFix>();
        for (
            var text = await SaidAsync(thing, code, isFirst: true);
            PrintedFix.In(text) is { Count: > 0 } fixes;
            text = await SaidAsync(thing, code)
        )
        {
            foreach (var fix in fixes.Distinct())
            {
                Assert.True(seen.Add(fix), $"printed again after it ran: {fix}");
                await RunAsync(db, fix, app);
            }
        }

        var up = await thing.UpAsync();
        Assert.Null(up.Error);
        Assert.DoesNotContain(code, up.Text, StringComparison.Ordinal);
    }

    private static async Task<string> SaidAsync(Thing thing, string code, bool isFirst = false)
    {
        var outcome = await thing.PreviewAsync();
        var text = $"{outcome.Error}\n{outcome.Text}";
        if (isFirst)
        {
            Assert.Contains(code, text, StringComparison.Ordinal);
            Assert.NotEmpty(PrintedFix.In(text));
        }
        return text;
    }

    private static Task RunAsync(Database db, PrintedFix fix, string connecting)
    {
        var owner = $"owner_{db.Role}";
        return fix.RunBy switch
        {
            null => db.ExecuteAsync($"SET SESSION AUTHORIZATION {connecting}; {fix.Sql}"),
            "a superuser" or "its owner" or "the owner of the database" => db.Server.ExecuteAsync(fix.Sql, "postgres"),
            "the owner of the schema" => db.ExecuteAsync($"SET ROLE {owner}; {fix.Sql}"),
            _ => db.ExecuteAsync($"SET ROLE {fix.RunBy}; {fix.Sql}"),
        };
    }

    private static PropertyValue Filled(PropertyValue value, Func<string, string> named) =>
        value switch
        {
            PropertyValue.Text text => named(text.Value),
            PropertyValue.List list => List([.. list.Items.Select(i => Filled(i, named))]),
            _ => value,
        };
}
