using System.Reflection;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Preflight.Planned;
using PublicationShape = NeonFlow.Provider.Resources.Postgres.Publication.Publication;
using SlotShape = NeonFlow.Provider.Resources.Postgres.ReplicationSlot.ReplicationSlot;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The pure verdict: facts of a database, resources of a program, and what of them is a violation.</summary>
public sealed class JudgeTests
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
            WatermarksTable = "public.marks",
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

    private static RoleFacts Role(params string[] memberOf) => new(1, "flow", true, true, false, false, true) { MemberOf = memberOf };

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
            KeylessLeaves = [],
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
            { "role", "warns NF5019" },
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
        Assert.Equal(["NF5012", "NF5006", "NF5009"], Codes(verdict.Failures));
        Assert.Equal(["NF5019"], Codes(verdict.Warnings));
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
        Assert.Equal(["NF5009"], Codes(verdict.Failures));
        Assert.Equal(["NF5019"], Codes(verdict.Warnings));
        Assert.Equal(["NF5019", "NF5009"], Codes(CapturePreflight.Judge(situation with { IsReal = true }).Failures));
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

    public static TheoryData<string, bool, SlotShape?, bool, bool, bool> Slots =>
        new()
        {
            { "of another reader", false, null, false, false, false },
            { "taken over by word", false, SlotOf("flow_slot", adopt: true), true, false, true },
            { "looked after from now on", false, SlotOf("flow_slot"), true, false, false },
            { "looked after since an earlier up", false, SlotOf("flow_slot"), false, false, true },
            { "looked after, but another client reads from it", true, SlotOf("flow_slot"), false, false, false },
            { "of this capture under its old name", true, null, false, true, true },
        };

    [Theory]
    [MemberData(nameof(Slots))]
    public void An_existing_slot_is_the_captures_own_only_where_the_program_knows_it(
        string what,
        bool active,
        SlotShape? shape,
        bool isNew,
        bool wasOurs,
        bool own
    )
    {
        var slot = new SlotFacts("flow_slot", true, "pgoutput", "shop", active, active ? 7 : null, "reserved", "0/1");
        var situation = Situation(
            Healthy() with
            {
                Slot = slot,
            },
            [
                .. shape is null ? Array.Empty<object>() : [Ready(shape) with { IsNew = isNew }],
                .. wasOurs ? [Capture("acmeCo/shop/before", "flow_slot", stage: ProgramStage.Replaced)] : Array.Empty<object>(),
            ]
        );
        Assert.True(own == CapturePreflight.Judge(situation).Passes, what);
        Assert.Empty(CapturePreflight.Judge(situation with { Subject = Subject() with { Exists = true } }).Failures);
        Assert.Equal(
            ["NF5005"],
            Codes(
                CapturePreflight
                    .Judge(
                        situation with
                        {
                            Subject = Subject() with { Exists = true },
                            Facts = Healthy() with { Slot = slot with { Database = "other" } },
                        }
                    )
                    .Failures
            )
        );
    }

    [Fact]
    public void A_capture_that_changes_its_role_still_streams_as_the_one_that_it_had()
    {
        var slot = new SlotFacts("flow_slot", true, "pgoutput", "shop", true, 7, "reserved", "0/1")
        {
            HolderRole = "flow_before",
            HolderApplication = "estuary_flow",
        };
        var renamed = Subject() with { Exists = true, LiveUser = "flow_before" };
        Assert.Empty(Failures(Healthy() with { Slot = slot }, renamed));
        Assert.Empty(
            Failures(
                Healthy() with
                {
                    Slot = slot,
                },
                renamed with
                {
                    LiveUser = "flow_earlier",
                },
                Capture("acmeCo/shop/before", "flow_slot", "flow_before", stage: ProgramStage.Replaced)
            )
        );
        Assert.Equal(["NF5022"], Failures(Healthy() with { Slot = slot with { HolderRole = "somebody" } }, renamed));
        Assert.Equal(["NF5022"], Failures(Healthy() with { Slot = slot with { HolderApplication = "psql" } }, renamed));
    }

    [Fact]
    public void Slots_that_the_programs_other_captures_will_make_are_counted_once()
    {
        var facts = Healthy() with { Server = Server with { UsedSlots = 8, MaxSlots = 10 }, SlotNames = ["theirs"] };
        static ProgramResource Other(string slot, bool isNew = true) => Capture($"acmeCo/{slot}", slot, isNew: isNew);
        Assert.Empty(Failures(facts, Other("one"), Other("one"), Other("theirs"), Other("running", isNew: false)));
        Assert.Equal(["NF5013"], Failures(facts, Other("one"), Other("two")));
        Assert.Empty(
            Failures(
                facts with
                {
                    Slot = new("flow_slot", true, "pgoutput", "shop", false, null, "reserved", "0/1"),
                },
                Subject() with
                {
                    Exists = true,
                },
                Other("one"),
                Other("two")
            )
        );
    }

    [Theory]
    [InlineData(ProgramStage.Ready)]
    [InlineData(ProgramStage.Same)]
    [InlineData(ProgramStage.NotAwaited)]
    public void Two_captures_of_a_program_do_not_share_a_slot(ProgramStage stage)
    {
        Assert.Equal(["NF5050"], Failures(Healthy(), Capture("acmeCo/shop/other", "flow_slot", stage: stage)));
        Assert.Empty(Failures(Healthy(), Capture("acmeCo/shop/other", "flow_slot", stage: stage) with { Place = null }));
    }

    [Fact]
    public void What_the_capture_does_not_wait_for_is_said_once_instead_of_what_it_would_put_right()
    {
        var grant = At(ProgramStage.NotAwaited, GrantOf("flow", "public", [], null, "SELECT"));
        var situation = Situation(
            Healthy() with
            {
                Publication = null,
                Seen = Seen(1, readable: false),
                Tables = [Table("public.orders", select: false, listed: false)],
                Watermarks = Marks(published: false),
            },
            grant,
            At(ProgramStage.NotAwaited, SlotOf("flow_slot"))
        );
        var whole = With(situation, At(ProgramStage.NotAwaited, WillPublish("public.orders", "public.marks")));
        foreach (var isReal in (bool[])[false, true])
        {
            var found = Assert.Single(CapturePreflight.Judge(whole with { IsReal = isReal }).Failures);
            Assert.Equal("NF5051", found.Code.Id);
            Assert.Contains(
                "The program makes Grant orders and Publication orders, but the capture acmeCo/shop/orders does not wait for them",
                found.Message,
                StringComparison.Ordinal
            );
            Assert.Contains("DependsOn", found.Fix, StringComparison.Ordinal);
        }

        // What would be wrong all the same is said as well.
        situation = With(situation, At(ProgramStage.NotAwaited, WillPublish("public.marks")));
        Assert.Equal(["NF5007", "NF5051"], Codes(CapturePreflight.Judge(situation).Failures));
    }

    [Fact]
    public void What_leaves_the_program_is_warned_of_where_the_capture_needs_it()
    {
        var situation = Situation(
            Healthy(),
            At(ProgramStage.NotRegistered, WillPublish("public.orders")),
            At(ProgramStage.NotRegistered, PublicationOf("other_pub"), "others")
        );
        var verdict = CapturePreflight.Judge(situation);
        Assert.Empty(verdict.Failures);
        var warning = Assert.Single(verdict.Warnings);
        Assert.Equal("NF5052", warning.Code.Id);
        Assert.StartsWith("Publication orders is in the state", warning.Message, StringComparison.Ordinal);

        // Another resource makes the same one, so nothing is lost.
        Assert.Empty(CapturePreflight.Judge(With(situation, Ready(WillPublish("public.orders", "public.marks")))).Warnings);
    }

    [Fact]
    public void A_grant_that_leaves_matters_to_a_role_that_reads_by_grants()
    {
        var absent = Situation(Healthy(), At(ProgramStage.NotRegistered, GrantOf("flow", "public", ["USAGE"], null, "SELECT")));
        Assert.Equal(["NF5052"], Codes(CapturePreflight.Judge(absent).Warnings));
        Assert.Empty(CapturePreflight.Judge(absent with { Facts = Healthy() with { Role = Role("pg_read_all_data") } }).Warnings);
        Assert.Empty(CapturePreflight.Judge(With(absent, Ready(GrantOf("flow", "public", [], ["public.orders"], "SELECT")))).Warnings);
    }

    [Fact]
    public void What_is_made_in_another_database_of_the_server_puts_nothing_right()
    {
        var publication = Ready(WillPublish("public.orders", "public.marks"));
        Assert.Empty(Failures(Healthy() with { Publication = null }, publication));
        Assert.Equal(["NF5006"], Failures(Healthy() with { Publication = null }, publication with { IsInSameDatabase = false }));
    }

    public static TheoryData<string, CaptureAspects, string> Unknowns =>
        new()
        {
            { "user", CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks, "NF3008 NF3019 NF5006 NF5012 NF5021" },
            {
                "publicationName",
                CaptureAspects.PublicationName | CaptureAspects.Publication,
                "NF3008 NF3019 NF5003 NF5009 NF5011 NF5012 NF5021"
            },
            { "slotName", CaptureAspects.SlotName | CaptureAspects.Slot, "NF3008 NF3019 NF5003 NF5006 NF5009 NF5011 NF5012" },
            { "tables", CaptureAspects.Tables, "NF3019 NF5006 NF5009 NF5011 NF5012 NF5021" },
            { "address", CaptureAspects.Host, "NF3008 NF5003 NF5006 NF5009 NF5011 NF5012 NF5021" },
            { "watermarksTable", CaptureAspects.Watermarks, "NF3008 NF3019 NF5003 NF5006 NF5011 NF5012 NF5021" },
        };

    [Theory]
    [MemberData(nameof(Unknowns))]
    public void What_rests_on_an_unknown_input_is_not_judged_and_all_else_is(string input, CaptureAspects aspects, string expected)
    {
        var facts = Bare() with
        {
            Role = Role() with { Replication = false },
            Seen = Seen(1, readable: false),
            Tables = [Table("public.orders", select: false, listed: false) with { KeylessLeaves = ["public.orders"] }],
            Watermarks = Marks(exists: false),
        };
        var subject = Subject() with { Slot = "a-b", Host = "ep-cool-1-pooler.localhost" };
        Assert.Equal(
            "NF3008 NF3019 NF5003 NF5006 NF5009 NF5011 NF5012 NF5021",
            string.Join(' ', Failures(facts, subject).Order(StringComparer.Ordinal))
        );
        var verdict = CapturePreflight.Judge(new CaptureSituation(subject, facts) { UnknownInputs = [new(aspects, input)] });
        Assert.Equal(expected, string.Join(' ', Codes(verdict.Failures).Order(StringComparer.Ordinal)));
        Assert.Equal($"not judged: {Aspects.Say(aspects)}, because {input} is not known until it is made", verdict.NotJudged);
    }

    [Fact]
    public void A_resource_that_is_not_fully_known_withholds_only_what_it_might_put_right()
    {
        var others = WholePipeline.Where(static r => r.Key != "publication").Select(static r => r.Value);
        var situation = With(
            Situation(Bare() with { Server = Server }, others),
            Unknown(PublicationOf("flow_pub"), "tables", "adopt", "connection.password")
        );
        var verdict = CapturePreflight.Judge(situation);
        Assert.Empty(verdict.Failures);
        Assert.Equal("not judged: publication, because tables of Publication orders is not known until it is made", verdict.NotJudged);

        // Nothing is wrong with what stands there, so there was nothing to withhold.
        Assert.Null(CapturePreflight.Judge(situation with { Facts = Healthy() }).NotJudged);
    }

    // A word to the provider, a login, and the way to an object whose place is known say nothing about the object.
    [Theory]
    [InlineData("adopt", true, true)]
    [InlineData("connection.user", true, true)]
    [InlineData("connection.host", true, true)]
    [InlineData("connection.host", false, false)]
    [InlineData("viaPartitionRoot", true, false)]
    public void What_is_unknown_of_a_resource_comes_from_its_shape(string unknown, bool hasPlace, bool known)
    {
        var publication = Unknown(WillPublish("public.orders", "public.marks"), unknown);
        var verdict = CapturePreflight.Judge(
            Situation(Healthy() with { Publication = null }, hasPlace ? publication : publication with { Place = null })
        );
        Assert.Empty(verdict.Failures);
        Assert.Equal(known, verdict.NotJudged is null);
    }

    [Fact]
    public void Two_reasons_make_one_line()
    {
        var verdict = CapturePreflight.Judge(
            new CaptureSituation(Subject(), null)
            {
                UnknownInputs =
                [
                    new(CaptureAspects.Database, "address"),
                    new(CaptureAspects.Host, "address"),
                    new(CaptureAspects.Database, "password"),
                ],
            }
        );
        Assert.Equal(
            "not judged: host, logical replication, role, rights on the tables, publication, watermarks table, slot and tables, because "
                + "address and password are not known until they are made",
            verdict.NotJudged
        );
    }

    [Fact]
    public void Every_code_between_the_two_ends_is_on_the_page_of_rules()
    {
        var all = typeof(PreflightDiagnostics)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static f => (DiagnosticCode)f.GetValue(null)!);
        Assert.Empty(all.Except(PreflightPage.Entries.Select(static e => e.Code)).Select(static c => c.Id));
        Assert.All(PreflightPage.Entries, static e => Assert.NotEmpty(e.Remedy));
    }

    [Fact]
    public void Several_reasons_are_numbered_with_code_and_place()
    {
        var failure = new DiagnosticException([
            new(PostgresDiagnostics.Keyless, "tables[0]", "one") { Fix = "a\nb" },
            new(PreflightDiagnostics.WalLevel, "", "two"),
        ])
        {
            Heading = "The capture x would not run:",
        };
        Assert.Equal("The capture x would not run:\n1. NF3008 at tables[0]: one\n     fix: a\n          b\n2. NF5012: two", failure.Text);
        Assert.Equal("NF5012: two", new DiagnosticException([new(PreflightDiagnostics.WalLevel, "", "two")]) { Heading = "unused" }.Text);
    }
}
