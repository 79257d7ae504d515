using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Preflight.Planned;
using PublicationShape = NeonFlow.Provider.Resources.Postgres.Publication.Publication;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The pure verdict: facts of a database, resources of a program, and what of them is a violation.</summary>
public sealed partial class JudgeTests
{
    private static readonly string[] AllOperations = ["insert", "update", "delete", "truncate"];

    private static CaptureSubject Subject(params string[] tables) =>
        new()
        {
            Name = "acmeCo/shop/orders",
            Host = "ep-cool-1.localhost",
            User = "flow",
            Publication = "flow_pub",
            Slot = "flow_slot",
            WatermarksTable = TableName.Parse("public.marks"),
            Tables =
            [
                .. (tables.Length == 0 ? ["public.orders"] : tables).Select(
                    static (t, i) => new BoundTable(TableName.Parse(t), $"tables[{i}]")
                ),
            ],
            HostPath = "address",
            UserPath = "user",
            PublicationPath = "publicationName",
            SlotPath = "slotName",
            WatermarksPath = "watermarksTable",
        };

    private static readonly ServerFacts Server = new(150000, "logical", false, 10, 0, 10, 0, "owner", false, "shop", true, true);

    private static RoleFacts Role(params string[] memberOf) => new("flow", true, true, false, false, true) { MemberOf = memberOf };

    private static TableFacts Table(string name, bool? select = true, bool? usage = true, bool listed = true) =>
        new()
        {
            Name = TableName.Parse(name),
            SchemaExists = true,
            Oid = 1,
            Kind = RelationKind.Table,
            Persistence = "p",
            Owner = "owner",
            MayAlter = true,
            RowSecurity = false,
            RowSecurityForced = false,
            Usage = usage,
            Select = select,
            Listed = listed,
            PrimaryKey = true,
            UniqueIndex = null,
            Columns = ["id"],
            IdentityFaults = [],
            ReplicaIdentity = "d",
            Similar = [],
            EstimatedRows = 1,
        };

    private static IReadOnlyList<CapturedTableFacts> Seen(int tables, bool readable) =>
        [
            .. Enumerable.Repeat(
                new CapturedTableFacts
                {
                    UnreadableColumns = readable ? [] : ["id"],
                    RoleOwns = false,
                    Policies = [],
                    PolicyNames = [],
                    Filter = null,
                    ColumnList = null,
                    IsPartition = false,
                    ListedAncestor = null,
                    Generated = [],
                    HasKey = true,
                    StandInKey = null,
                    StandInPredicate = null,
                },
                Math.Max(1, tables)
            ),
        ];

    private static WatermarksFacts Marks(bool exists = true, bool role = true, bool published = true) =>
        new(
            exists,
            true,
            RelationKind.Table,
            "owner",
            true,
            exists ? [new("slot", "text", true, false), new("watermark", "text", false, false)] : [],
            exists,
            exists && role ? ["SELECT", "INSERT", "UPDATE"] : [],
            exists && role ? ["SELECT", "INSERT", "UPDATE"] : [],
            role ? true : null,
            role,
            exists && published,
            true,
            false
        );

    private static readonly PublicationFacts Publication = new()
    {
        Oid = 1,
        Name = "flow_pub",
        Owner = "owner",
        MayAlter = true,
        AllTables = false,
        Operations = AllOperations,
        ViaPartitionRoot = true,
        Comment = null,
        Schemas = [],
    };

    /// <summary>A database on which everything is as the capture needs it.</summary>
    private static CaptureFacts Healthy(params string[] tables) =>
        new(Server, Role(), Publication, [.. (tables.Length == 0 ? ["public.orders"] : tables).Select(static t => Table(t))], null, Marks())
        {
            Seen = Seen(tables.Length, readable: true),
        };

    /// <summary>A database with the tables and nothing else.</summary>
    private static CaptureFacts Bare(params string[] tables) =>
        new(
            Server with
            {
                WalLevel = "replica",
            },
            null,
            null,
            [.. (tables.Length == 0 ? ["public.orders"] : tables).Select(static t => Table(t, select: null, usage: null, listed: false))],
            null,
            Marks(exists: false, role: false)
        )
        {
            Seen = Seen(tables.Length, readable: false),
        };

    private static PublicationShape WillPublish(params string[] tables) => PublicationOf("flow_pub", tables);

    private static readonly IReadOnlyDictionary<string, object> WholePipeline = new Dictionary<string, object>
    {
        ["role"] = RoleOf("flow"),
        ["grant"] = GrantOf("flow", "public", ["USAGE"], ["public.orders"], "SELECT"),
        ["publication"] = WillPublish("public.orders", "public.marks"),
        ["watermarks"] = WatermarksOf("public.marks", "flow"),
        ["slot"] = SlotOf("flow_slot"),
        ["replication"] = Replication,
    };

    private static CaptureSituation Situation(CaptureFacts? facts, params IEnumerable<object> made) =>
        new(Subject(), facts) { Program = [.. made.Select(static m => m as ProgramResource ?? Ready(m))] };

    private static CaptureSituation With(CaptureSituation situation, params ProgramResource[] more) =>
        situation with
        {
            Program = [.. situation.Program, .. more],
        };

    private static IReadOnlyList<string> Codes(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Select(static d => d.Code.Id)];

    private static IReadOnlyList<string> Failures(CaptureFacts? facts, params object[] made) => Failures(facts, Subject(), made);

    private static IReadOnlyList<string> Failures(CaptureFacts? facts, CaptureSubject subject, params object[] made) =>
        Codes(CapturePreflight.Judge(Situation(facts, made) with { Subject = subject }).Failures);

    [Fact]
    public void Nothing_is_said_of_a_healthy_database_and_of_a_bare_one_for_which_the_program_makes_everything()
    {
        foreach (
            var verdict in new[]
            {
                CapturePreflight.Judge(Situation(Healthy())),
                CapturePreflight.Judge(Situation(Bare(), WholePipeline.Values)),
            }
        )
        {
            Assert.Empty(verdict.Failures);
            Assert.Empty(verdict.Warnings);
            Assert.Null(verdict.NotJudged);
        }
    }

    public static TheoryData<string, string> Missing =>
        new()
        {
            { "role", "NF5019" },
            { "grant", "" },
            { "publication", "NF5006" },
            { "watermarks", "NF5009" },
            { "slot", "" },
            { "replication", "NF5012" },
        };

    // Roles of Neon read everything anyway; a missing publication is not also a missing table in it, a missing role not also missing
    // rights.
    [Theory]
    [MemberData(nameof(Missing))]
    public void One_resource_taken_out_of_the_program_is_one_finding(string resource, string expected)
    {
        var others = WholePipeline.Where(r => r.Key != resource).Select(static r => r.Value);
        var verdict = CapturePreflight.Judge(Situation(Bare(), others));
        Assert.Equal(expected, string.Join(' ', Codes(verdict.Failures).Concat(Codes(verdict.Warnings).Select(static c => $"warns {c}"))));
    }

    [Fact]
    public void A_bare_database_without_a_program_has_one_finding_per_cause()
    {
        var verdict = CapturePreflight.Judge(new(Subject("public.orders", "public.customers"), Bare("public.orders", "public.customers")));
        Assert.Equal(["NF5012", "NF5019", "NF5006", "NF5009"], Codes(verdict.Failures));
        Assert.Empty(verdict.Warnings);
    }

    public static TheoryData<string, Grant, bool> Grants =>
        new()
        {
            { "the table", GrantOf("flow", "public", ["USAGE"], ["public.orders"], "SELECT"), true },
            { "all tables of the schema", GrantOf("flow", "public", ["USAGE"], null, "SELECT", "INSERT"), true },
            { "another table", GrantOf("flow", "public", ["USAGE"], ["public.customers"], "SELECT"), false },
            { "all tables of another schema", GrantOf("flow", "sales", ["USAGE"], null, "SELECT"), false },
            { "other privileges", GrantOf("flow", "public", ["USAGE"], null, "INSERT", "UPDATE"), false },
            { "no table", GrantOf("flow", "public", ["USAGE"], [], "SELECT"), false },
            { "another role", GrantOf("somebody", "public", ["USAGE"], null, "SELECT"), false },
            { "a role that it is member of", GrantOf("readers", "public", ["USAGE"], null, "SELECT"), true },
        };

    [Theory]
    [MemberData(nameof(Grants))]
    public void A_grant_excuses_what_it_covers(string what, Grant grant, bool excused)
    {
        var facts = Healthy() with
        {
            Role = Role("readers"),
            Seen = Seen(1, readable: false),
            Tables = [Table("public.orders", select: false)],
        };
        Assert.True(excused == (Failures(facts, grant).Count == 0), what);
    }

    [Fact]
    public void Usage_of_a_schema_comes_from_a_grant_on_it_whatever_its_tables()
    {
        var facts = Healthy("sales.a") with { Tables = [Table("sales.a", usage: false)] };
        Assert.Equal(["NF5003"], Failures(facts, Subject("sales.a")));
        Assert.Empty(Failures(facts, Subject("sales.a"), GrantOf("flow", "sales", ["USAGE"], [])));
        Assert.Equal(["NF5003"], Failures(facts, Subject("sales.a"), GrantOf("flow", "sales", [], null, "SELECT")));
    }

    [Fact]
    public void The_same_thing_about_several_tables_is_one_finding_with_all_its_sql()
    {
        string[] tables = ["sales.a", "sales.b", "public.c"];
        var facts = Healthy(tables) with
        {
            Seen = Seen(3, readable: false),
            Tables =
            [
                Table("sales.a", select: false, usage: false),
                Table("sales.b", select: false, usage: false),
                Table("public.c", listed: false),
            ],
        };
        var found = CapturePreflight.Judge(new(Subject(tables), facts)).Failures;
        Assert.Equal(["NF5007", "NF5003"], Codes(found));
        Assert.Contains("The same holds for sales.b (tables[1]).", found[1].Message, StringComparison.Ordinal);
        var sql = found[1].Fix!.Split('\n');
        Assert.Single(sql, static l => l.Contains("USAGE", StringComparison.Ordinal));
        Assert.Single(sql, static l => l.Contains("\"b\"", StringComparison.Ordinal));
        Assert.Equal("tables[0]", found[1].Path);
    }

    public static TheoryData<string, PublicationShape, string> Publications =>
        new()
        {
            { "the table is taken out", WillPublish("public.customers", "public.marks"), "NF5007" },
            { "all tables", WillPublish() with { AllTables = true }, "" },
            { "its schema", WillPublish() with { Schemas = ["public"] }, "" },
            { "another schema", WillPublish("public.marks") with { Schemas = ["sales"] }, "NF5007" },
            { "no updates", WillPublish() with { AllTables = true, Operations = ["insert", "delete"] }, "NF5008" },
            { "another publication", PublicationOf("other_pub") with { Operations = ["insert"] }, "" },
            { "the watermarks table is not named and stays", WillPublish("public.orders"), "" },
        };

    [Theory]
    [MemberData(nameof(Publications))]
    public void A_publication_is_judged_as_the_program_will_leave_it(string what, PublicationShape publication, string expected)
    {
        Assert.True(expected == string.Join(' ', Failures(Healthy(), publication)), what);
    }

    [Fact]
    public void What_stands_in_the_database_is_repaired_by_what_the_program_will_leave()
    {
        var facts = Healthy() with
        {
            Publication = Publication with { Operations = ["insert"], ViaPartitionRoot = false },
            Tables = [Table("public.orders", listed: false) with { Kind = RelationKind.PartitionedTable }],
            Watermarks = Marks(published: false),
        };
        Assert.Equal(["NF5008", "NF5016", "NF5010"], Failures(facts));
        Assert.Empty(Failures(facts, WillPublish("public.orders", "public.marks")));
    }

    [Fact]
    public void A_publication_that_a_replacement_takes_away_is_gone()
    {
        var situation = Situation(Healthy(), At(ProgramStage.Replaced, WillPublish("public.orders")));
        Assert.Equal(["NF5006"], Codes(CapturePreflight.Judge(situation).Failures));
        Assert.Empty(CapturePreflight.Judge(With(situation, Ready(WillPublish("public.orders", "public.marks")))).Failures);
        Assert.Empty(Failures(Healthy(), At(ProgramStage.Replaced, PublicationOf("other_pub", "public.orders"))));
    }

    [Fact]
    public void A_role_or_a_watermarks_table_that_a_replacement_takes_away_is_gone()
    {
        var situation = Situation(
            Healthy(),
            At(ProgramStage.Replaced, RoleOf("flow")),
            At(ProgramStage.Replaced, WatermarksOf("public.marks", "flow"))
        );
        var verdict = CapturePreflight.Judge(situation);
        Assert.Equal(["NF5019", "NF5009"], Codes(verdict.Failures));
        Assert.Equal(["NF5019", "NF5009"], Codes(CapturePreflight.Judge(situation with { IsReal = true }).Failures));
        verdict = CapturePreflight.Judge(situation with { ExternalRoles = new([situation.Subject.User]) });
        Assert.Equal(["NF5009"], Codes(verdict.Failures));
        Assert.Equal(["NF5019"], Codes(verdict.Warnings));
    }

    [Theory]
    [InlineData("flow", "flow_pub", "")]
    [InlineData("flow", null, "NF5010")]
    [InlineData("flow", "other_pub", "NF5010")]
    [InlineData("somebody", "flow_pub", "NF5009")]
    public void A_watermarks_table_to_come_is_judged_by_its_role_and_its_publication(string role, string? publication, string expected)
    {
        var facts = Healthy() with { Watermarks = Marks(exists: false) };
        Assert.Equal(expected, string.Join(' ', Failures(facts, WatermarksOf("public.marks", role, publication))));
        Assert.Empty(
            Failures(
                facts,
                WatermarksOf("public.marks", role),
                WillPublish("public.orders", "public.marks"),
                GrantOf("flow", "public", [], ["public.marks"], "SELECT", "INSERT", "UPDATE")
            )
        );
    }

    [Fact]
    public void A_missing_watermarks_table_is_one_finding_whose_sql_also_publishes_it()
    {
        var found = Assert.Single(CapturePreflight.Judge(Situation(Healthy() with { Watermarks = Marks(exists: false) })).Failures);
        Assert.Contains("ALTER PUBLICATION \"flow_pub\" ADD TABLE", found.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_in_read_only_mode_needs_no_watermarks_table() =>
        Assert.Empty(
            Failures(
                Healthy() with
                {
                    Watermarks = null,
                    Server = Server with { Standby = true },
                },
                Subject() with
                {
                    WatermarksTable = null,
                }
            )
        );
}
