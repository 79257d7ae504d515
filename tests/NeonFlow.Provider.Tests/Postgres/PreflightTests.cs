using NeonFlow.Postgres;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Tests.Preflight;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Each rule on a real server: found where it is broken, silent once the fix that it prints has run.</summary>
public sealed class PreflightTests(DatabaseFixture fixture)
{
    private static readonly string[] Healthy =
    [
        "CREATE TABLE public.orders (id int PRIMARY KEY, v text)",
        "CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT ON public.orders TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON public.flow_watermarks TO {role}",
        "CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.flow_watermarks WITH (publish_via_partition_root = true)",
    ];

    private static CaptureSubject Subject(Database db, params string[] tables) =>
        new()
        {
            Host = "ep-cool-1.localhost",
            User = db.Role,
            Publication = "shop_pub",
            Slot = $"flow_{db.Name}",
            WatermarksTable = new("public", "flow_watermarks"),
            Tables =
            [
                .. (tables.Length == 0 ? ["public.orders"] : tables).Select(
                    static (t, i) => new BoundTable(TableName.Parse(t), $"bindings[{i}].table")
                ),
            ],
            UserPath = "endpoint.user",
            SlotPath = "endpoint.slot",
            PublicationPath = "endpoint.publication",
            WatermarksPath = "endpoint.watermarks",
            HostPath = "endpoint.address",
        };

    private static async Task<CaptureFacts> FactsAsync(Database db, CaptureSubject subject)
    {
        await using var sessions = new PostgresSessions();
        return await PreflightFacts.GatherAsync(sessions, db.Address, subject, CancellationToken.None);
    }

    private static async Task<PreflightVerdict> JudgeAsync(Database db, CaptureSubject subject, params object[] made) =>
        CapturePreflight.Judge(new CaptureSituation(subject, await FactsAsync(db, subject)) { Program = [.. made.Select(Planned.Ready)] });

    private Task<Database> HealthyAsync(params string[] more) => fixture.DatabaseAsync([.. Healthy, .. more]);

    [Fact]
    public async Task A_healthy_pipeline_passes()
    {
        var db = await HealthyAsync();
        var verdict = await JudgeAsync(db, Subject(db));
        Assert.Empty(verdict.Failures);
        Assert.Empty(verdict.Warnings);
    }

    public static TheoryData<string, string, string, string> Broken =>
        new()
        {
            { "NF5003", "REVOKE SELECT ON public.orders FROM {role}", "bindings[0].table", "" },
            {
                "NF5003",
                "CREATE SCHEMA inner_one; CREATE TABLE inner_one.t (id int PRIMARY KEY); GRANT SELECT ON inner_one.t TO {role}; ALTER "
                    + "PUBLICATION shop_pub ADD TABLE inner_one.t",
                "bindings[0].table",
                "inner_one.t"
            },
            { "NF3008", "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey", "bindings[0].table", "" },
            { "NF3008", "ALTER TABLE public.orders REPLICA IDENTITY NOTHING", "bindings[0].table", "" },
            { "NF5006", "DROP PUBLICATION shop_pub", "endpoint.publication", "" },
            { "NF5007", "ALTER PUBLICATION shop_pub DROP TABLE public.orders", "bindings[0].table", "" },
            { "NF5008", "ALTER PUBLICATION shop_pub SET (publish = 'insert')", "endpoint.publication", "" },
            { "NF5009", "REVOKE SELECT ON public.flow_watermarks FROM {role}", "endpoint.watermarks", "" },
            {
                "NF5009",
                "DROP TABLE public.flow_watermarks; ALTER PUBLICATION shop_pub SET TABLE public.orders",
                "endpoint.watermarks",
                ""
            },
            {
                "NF5009",
                "ALTER TABLE public.flow_watermarks DROP CONSTRAINT flow_watermarks_pkey; ALTER TABLE public.flow_watermarks REPLICA "
                    + "IDENTITY FULL",
                "endpoint.watermarks",
                ""
            },
            { "NF5010", "ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks", "endpoint.watermarks", "" },
            { "NF5011", "ALTER ROLE {role} NOREPLICATION", "endpoint.user", "" },
            { "NF5015", "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY", "bindings[0].table", "" },
            {
                "NF5016",
                "CREATE TABLE public.parts (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE public.part1 PARTITION OF "
                    + "public.parts FOR VALUES IN (1); GRANT SELECT ON public.parts TO {role}; ALTER PUBLICATION shop_pub ADD TABLE "
                    + "public.parts; ALTER PUBLICATION shop_pub SET (publish_via_partition_root = false)",
                "bindings[0].table",
                "public.parts"
            },
            { "NF5017", "DROP TABLE public.orders", "bindings[0].table", "" },
            {
                "NF5031",
                "CREATE VIEW public.seen AS SELECT 1 AS x; GRANT SELECT ON public.seen TO {role}",
                "bindings[0].table",
                "public.seen"
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Every_violation_is_found_and_its_sql_repairs_it(string code, string breaks, string path, string table)
    {
        var db = await HealthyAsync();
        var subject = table.Length == 0 ? Subject(db) : Subject(db, table);
        await db.ExecuteAsync(breaks);
        var verdict = await JudgeAsync(db, subject);
        var found = verdict.Failures.Where(f => f.Code.Id == code).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.Equal(path, f.Path));
        Assert.All(verdict.Failures, f => Assert.False(string.IsNullOrEmpty(f.Fix), f.ToString()));
        foreach (var failure in verdict.Failures)
        {
            foreach (var line in Sql(failure.Fix!))
            {
                await db.ExecuteAsync(line);
            }
        }

        if (verdict.Failures.All(static f => Sql(f.Fix!).Count > 0))
        {
            var after = await JudgeAsync(db, subject);
            // A publication made anew by one fix lists what another fix then adds to it.
            foreach (var line in after.Failures.SelectMany(static f => Sql(f.Fix!)))
            {
                await db.ExecuteAsync(line);
            }

            Assert.Empty((await JudgeAsync(db, subject)).Failures);
        }
    }

    [Fact]
    public async Task What_the_program_is_about_to_make_is_not_missing()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.orders (id int PRIMARY KEY)");
        var subject = Subject(db) with { User = "not_there_yet" };
        var bare = await JudgeAsync(db, subject);
        Assert.Contains(bare.Failures, static f => f.Code.Id == "NF5006");
        Assert.Contains(bare.Failures, static f => f.Code.Id == "NF5009");
        Assert.Contains(bare.Failures, static f => f.Code.Id == "NF5019");
        var verdict = await JudgeAsync(
            db,
            subject,
            Planned.RoleOf("not_there_yet"),
            Planned.PublicationOf("shop_pub", "public.orders", "public.flow_watermarks"),
            Planned.WatermarksOf("public.flow_watermarks", "not_there_yet"),
            Planned.SlotOf(subject.Slot)
        );
        Assert.Empty(verdict.Failures);
        Assert.Empty(verdict.Warnings);
    }

    [Fact]
    public async Task All_violations_come_at_once()
    {
        var db = await HealthyAsync(
            "REVOKE SELECT ON public.orders FROM {role}",
            "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey",
            "ALTER ROLE {role} NOREPLICATION"
        );
        var codes = (
            await JudgeAsync(
                db,
                Subject(db) with
                {
                    Host = "ep-cool-1-pooler.eu.aws.neon.tech",
                    Publication = "Shop_Pub",
                    Slot = "Flow-Slot",
                }
            )
        )
            .Failures.Select(static f => f.Code.Id)
            .ToHashSet();
        Assert.Superset(new HashSet<string> { "NF3008", "NF3019", "NF5003", "NF3024", "NF5006", "NF5011", "NF3031" }, codes);
    }

    [Fact]
    public async Task Names_and_hosts_are_judged_without_any_look()
    {
        var db = await fixture.DatabaseAsync();
        var verdict = CapturePreflight.Judge(
            new CaptureSituation(
                Subject(db) with
                {
                    Host = "ep-cool-1-pooler.eu.aws.neon.tech",
                    Publication = "shop pub",
                    Slot = "a-b",
                },
                null
            )
        );
        Assert.Equal(["NF3019", "NF3024", "NF3031"], verdict.Failures.Select(static f => f.Code.Id));
        Assert.Contains("ep-cool-1.eu.aws.neon.tech", verdict.Failures[0].Fix, StringComparison.Ordinal);
        Assert.Contains("shop_pub", verdict.Failures[1].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_that_is_not_this_captures_is_found()
    {
        var db = await HealthyAsync();
        var subject = Subject(db);
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{subject.Slot}', 'pgoutput')");
        var found = Assert.Single((await JudgeAsync(db, subject)).Failures);
        Assert.Equal(("NF5005", "endpoint.slot"), (found.Code.Id, found.Path));
        Assert.Contains("the connector drops whatever slot has the name", found.Message, StringComparison.Ordinal);
        Assert.Empty((await JudgeAsync(db, subject with { Exists = true })).Failures);
        Assert.Empty((await JudgeAsync(db, subject, Planned.SlotOf(subject.Slot, adopt: true))).Failures);
        await db.ExecuteAsync(
            $"SELECT pg_drop_replication_slot('{subject.Slot}'); SELECT pg_create_physical_replication_slot('{subject.Slot}')"
        );
        Assert.Contains(
            "physical",
            Assert.Single((await JudgeAsync(db, subject with { Exists = true })).Failures).Message,
            StringComparison.Ordinal
        );
        await db.ExecuteAsync($"SELECT pg_drop_replication_slot('{subject.Slot}')");
        var other = await fixture.DatabaseAsync($"SELECT pg_create_logical_replication_slot('{subject.Slot}', 'pgoutput')");
        Assert.Contains(
            other.Name,
            Assert.Single((await JudgeAsync(db, subject with { Exists = true })).Failures).Message,
            StringComparison.Ordinal
        );
        await other.ExecuteAsync($"SELECT pg_drop_replication_slot('{subject.Slot}')");
    }

    [Fact]
    public async Task Server_limits_are_judged()
    {
        var db = await HealthyAsync();
        var subject = Subject(db);
        var facts = await FactsAsync(db, subject);
        IReadOnlyList<string> Codes(
            Func<NeonFlow.Postgres.Facts.ServerFacts, NeonFlow.Postgres.Facts.ServerFacts> change,
            params object[] made
        ) =>
            [
                .. CapturePreflight
                    .Judge(
                        new CaptureSituation(subject, facts with { Server = change(facts.Server) })
                        {
                            Program = [.. made.Select(Planned.Ready)],
                        }
                    )
                    .Failures.Select(static f => f.Code.Id),
            ];
        Assert.Equal(["NF5012"], Codes(static s => s with { WalLevel = "replica" }));
        Assert.Empty(Codes(static s => s with { WalLevel = "replica" }, Planned.Replication));
        Assert.Equal(["NF5013"], Codes(static s => s with { UsedSlots = s.MaxSlots }));
        Assert.Equal(["NF5014"], Codes(static s => s with { Senders = s.MaxSenders }));
        Assert.Equal(["NF5020"], Codes(static s => s with { Standby = true }));
    }

    private static IReadOnlyList<string> Sql(string fix) =>
        [
            .. fix.Split('\n')
                .Where(static l => !l.StartsWith("--", StringComparison.Ordinal))
                .Select(static l => l.Split("   --")[0].Trim())
                .Where(static l => l.EndsWith(';')),
        ];
}
