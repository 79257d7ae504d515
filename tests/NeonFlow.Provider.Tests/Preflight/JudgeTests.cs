using System.Reflection;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The pure verdict: facts of a database, intents of a program, and what of them is a violation.</summary>
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

    private static PublicationIntent WillPublish(params string[] tables) => new("flow_pub", false, tables, [], AllOperations, true);

    private static readonly CaptureIntents WholePipeline = new()
    {
        Roles = [new("flow")],
        Grants = [new("flow", "public", ["USAGE"], ["public.orders"], ["SELECT"])],
        Publications = [WillPublish("public.orders", "public.marks")],
        Watermarks = [new("public.marks", "flow", null)],
        Slots = [new("flow_slot", true, false)],
        LogicalReplication = true,
    };

    private static IReadOnlyList<string> Codes(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Select(static d => d.Code.Id)];

    private static IReadOnlyList<string> Failures(
        CaptureFacts? facts,
        CaptureIntents? intents = null,
        CaptureSubject? subject = null,
        string[]? formerUsers = null
    ) =>
        Codes(
            CapturePreflight
                .Judge(new(subject ?? Subject(), facts, intents ?? CaptureIntents.None) { FormerUsers = formerUsers ?? [] })
                .Failures
        );

    [Fact]
    public void Nothing_is_said_of_a_healthy_database_and_of_a_bare_one_for_which_the_program_makes_everything()
    {
        foreach (
            var verdict in new[]
            {
                CapturePreflight.Judge(new(Subject(), Healthy(), CaptureIntents.None)),
                CapturePreflight.Judge(new(Subject(), Bare(), WholePipeline)),
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
        var intents = resource switch
        {
            "role" => WholePipeline with { Roles = [] },
            "grant" => WholePipeline with { Grants = [] },
            "publication" => WholePipeline with { Publications = [] },
            "watermarks" => WholePipeline with { Watermarks = [] },
            "slot" => WholePipeline with { Slots = [] },
            _ => WholePipeline with { LogicalReplication = false },
        };
        var verdict = CapturePreflight.Judge(new(Subject(), Bare(), intents));
        Assert.Equal(expected, string.Join(' ', Codes(verdict.Failures).Concat(Codes(verdict.Warnings).Select(static c => $"warns {c}"))));
    }

    [Fact]
    public void A_bare_database_without_a_program_has_one_finding_per_cause()
    {
        var verdict = CapturePreflight.Judge(
            new(Subject("public.orders", "public.customers"), Bare("public.orders", "public.customers"), CaptureIntents.None)
        );
        Assert.Equal(["NF5012", "NF5006", "NF5009"], Codes(verdict.Failures));
        Assert.Equal(["NF5019"], Codes(verdict.Warnings));
    }

    public static TheoryData<string, GrantIntent, bool> Grants =>
        new()
        {
            { "the table", new("flow", "public", ["USAGE"], ["public.orders"], ["SELECT"]), true },
            { "all tables of the schema", new("flow", "public", ["USAGE"], null, ["SELECT", "INSERT"]), true },
            { "another table", new("flow", "public", ["USAGE"], ["public.customers"], ["SELECT"]), false },
            { "all tables of another schema", new("flow", "sales", ["USAGE"], null, ["SELECT"]), false },
            { "other privileges", new("flow", "public", ["USAGE"], null, ["INSERT", "UPDATE"]), false },
            { "no table", new("flow", "public", ["USAGE"], [], ["SELECT"]), false },
            { "another role", new("somebody", "public", ["USAGE"], null, ["SELECT"]), false },
            { "a role that it is member of", new("readers", "public", ["USAGE"], null, ["SELECT"]), true },
        };

    [Theory]
    [MemberData(nameof(Grants))]
    public void A_grant_excuses_what_it_covers(string what, GrantIntent grant, bool excused)
    {
        var facts = Healthy() with
        {
            Role = Role("readers"),
            Seen = Seen(1, readable: false),
            Tables = [Table("public.orders", select: false)],
        };
        Assert.True(excused == (Failures(facts, new() { Grants = [grant] }).Count == 0), what);
    }

    [Fact]
    public void Usage_of_a_schema_comes_from_a_grant_on_it_whatever_its_tables()
    {
        var facts = Healthy("sales.a") with { Tables = [Table("sales.a", usage: false)] };
        Assert.Equal(["NF5003"], Failures(facts, subject: Subject("sales.a")));
        Assert.Empty(Failures(facts, new() { Grants = [new("flow", "sales", ["USAGE"], [], [])] }, Subject("sales.a")));
        Assert.Equal(["NF5003"], Failures(facts, new() { Grants = [new("flow", "sales", [], null, ["SELECT"])] }, Subject("sales.a")));
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
        var found = CapturePreflight.Judge(new(Subject(tables), facts, CaptureIntents.None)).Failures;
        Assert.Equal(["NF5007", "NF5003"], Codes(found));
        Assert.Contains("The same holds for sales.b (tables[1]).", found[1].Message, StringComparison.Ordinal);
        var sql = found[1].Fix!.Split('\n');
        Assert.Single(sql, static l => l.Contains("USAGE", StringComparison.Ordinal));
        Assert.Single(sql, static l => l.Contains("\"b\"", StringComparison.Ordinal));
        Assert.Equal("tables[0]", found[1].Path);
    }

    public static TheoryData<string, PublicationIntent, string> Publications =>
        new()
        {
            { "the table is taken out", WillPublish("public.customers", "public.marks"), "NF5007" },
            { "all tables", new("flow_pub", true, [], [], AllOperations, true), "" },
            { "its schema", new("flow_pub", false, [], ["public"], AllOperations, true), "" },
            { "another schema", new("flow_pub", false, ["public.marks"], ["sales"], AllOperations, true), "NF5007" },
            { "no updates", new("flow_pub", true, [], [], ["insert", "delete"], true), "NF5008" },
            { "another publication", new("other_pub", false, [], [], ["insert"], true), "" },
            { "the watermarks table is not named and stays", WillPublish("public.orders"), "" },
        };

    [Theory]
    [MemberData(nameof(Publications))]
    public void A_publication_is_judged_as_the_program_will_leave_it(string what, PublicationIntent publication, string expected)
    {
        Assert.True(expected == string.Join(' ', Failures(Healthy(), new() { Publications = [publication] })), what);
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
        Assert.Empty(Failures(facts, new() { Publications = [WillPublish("public.orders", "public.marks")] }));
    }

    [Fact]
    public void A_publication_that_a_replacement_takes_away_is_gone()
    {
        var situation = new CaptureSituation(Subject(), Healthy(), CaptureIntents.None)
        {
            Leaving = new() { Publications = [WillPublish("public.orders")] },
        };
        Assert.Equal(["NF5006"], Codes(CapturePreflight.Judge(situation).Failures));
        Assert.Empty(
            CapturePreflight
                .Judge(situation with { Intents = new() { Publications = [WillPublish("public.orders", "public.marks")] } })
                .Failures
        );
        Assert.Empty(
            CapturePreflight
                .Judge(situation with { Leaving = new() { Publications = [WillPublish("public.orders") with { Name = "other_pub" }] } })
                .Failures
        );
    }

    [Fact]
    public void A_role_or_a_watermarks_table_that_a_replacement_takes_away_is_gone()
    {
        var situation = new CaptureSituation(Subject(), Healthy(), CaptureIntents.None)
        {
            Leaving = new() { Roles = [new("flow")], Watermarks = [new("public.marks", "flow", null)] },
        };
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
        Assert.Equal(expected, string.Join(' ', Failures(facts, new() { Watermarks = [new("public.marks", role, publication)] })));
        Assert.Empty(
            Failures(
                facts,
                new()
                {
                    Watermarks = [new("public.marks", role, null)],
                    Publications = [WillPublish("public.orders", "public.marks")],
                    Grants = [new("flow", "public", [], ["public.marks"], ["SELECT", "INSERT", "UPDATE"])],
                }
            )
        );
    }

    [Fact]
    public void A_missing_watermarks_table_is_one_finding_whose_sql_also_publishes_it()
    {
        var found = Assert.Single(
            CapturePreflight.Judge(new(Subject(), Healthy() with { Watermarks = Marks(exists: false) }, CaptureIntents.None)).Failures
        );
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
                subject: Subject() with
                {
                    WatermarksTable = null,
                }
            )
        );

    public static TheoryData<string, bool, SlotIntent?, bool, bool> Slots =>
        new()
        {
            { "nobody's", false, null, false, false },
            { "taken over by word", false, new("flow_slot", true, true), false, true },
            { "looked after from now on", false, new("flow_slot", true, false), false, false },
            { "looked after since an earlier up", false, new("flow_slot", false, false), false, true },
            { "looked after, but somebody reads from it", true, new("flow_slot", false, false), false, false },
            { "of this capture under its old name", true, null, true, true },
        };

    [Theory]
    [MemberData(nameof(Slots))]
    public void An_existing_slot_is_the_captures_own_only_where_the_program_knows_it(
        string what,
        bool active,
        SlotIntent? intent,
        bool wasOurs,
        bool own
    )
    {
        var slot = new SlotFacts("flow_slot", true, "pgoutput", "shop", active, active ? 7 : null, "reserved", "0/1");
        var situation = new CaptureSituation(Subject(), Healthy() with { Slot = slot }, new() { Slots = intent is null ? [] : [intent] })
        {
            FormerUsers = wasOurs ? ["flow_capture"] : [],
        };
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
        Assert.Empty(Failures(Healthy() with { Slot = slot }, subject: renamed));
        Assert.Empty(
            Failures(Healthy() with { Slot = slot }, subject: renamed with { LiveUser = "flow_earlier" }, formerUsers: ["flow_before"])
        );
        Assert.Equal(["NF5022"], Failures(Healthy() with { Slot = slot with { HolderRole = "somebody" } }, subject: renamed));
        Assert.Equal(["NF5022"], Failures(Healthy() with { Slot = slot with { HolderApplication = "psql" } }, subject: renamed));
    }

    [Fact]
    public void Slots_that_the_programs_other_captures_will_make_are_counted_once()
    {
        var facts = Healthy() with { Server = Server with { UsedSlots = 8, MaxSlots = 10 }, SlotNames = ["theirs"] };
        SlotUseIntent Other(string slot, bool isNew = true) => new($"acmeCo/{slot}", slot, "flow_capture", isNew);
        Assert.Empty(Failures(facts, new() { SlotUses = [Other("one"), Other("one"), Other("theirs"), Other("running", isNew: false)] }));
        Assert.Equal(["NF5013"], Failures(facts, new() { SlotUses = [Other("one"), Other("two")] }));
        Assert.Empty(
            Failures(
                facts with
                {
                    Slot = new("flow_slot", true, "pgoutput", "shop", false, null, "reserved", "0/1"),
                },
                new() { SlotUses = [Other("one"), Other("two")] },
                Subject() with
                {
                    Exists = true,
                }
            )
        );
    }

    [Fact]
    public void Two_captures_of_a_program_do_not_share_a_slot() =>
        Assert.Equal(["NF5050"], Failures(Healthy(), new() { SlotUses = [new("acmeCo/shop/other", "flow_slot", "flow_capture", true)] }));

    [Fact]
    public void What_the_capture_does_not_wait_for_is_said_once_instead_of_what_it_would_put_right()
    {
        var situation = new CaptureSituation(
            Subject(),
            Healthy() with
            {
                Publication = null,
                Seen = Seen(1, readable: false),
                Tables = [Table("public.orders", select: false, listed: false)],
                Watermarks = Marks(published: false),
            },
            CaptureIntents.None
        )
        {
            Beside =
            [
                new("Grant orders", new() { Grants = [new("flow", "public", [], null, ["SELECT"])] }),
                new("Publication orders", new() { Publications = [WillPublish("public.orders", "public.marks")] }),
                new("ReplicationSlot orders", new() { Slots = [new("flow_slot", true, false)] }),
            ],
        };
        var found = Assert.Single(CapturePreflight.Judge(situation).Failures);
        Assert.Equal("NF5051", found.Code.Id);
        Assert.Contains(
            "The program makes Grant orders and Publication orders, but the capture acmeCo/shop/orders does not wait for them",
            found.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("DependsOn", found.Fix, StringComparison.Ordinal);

        // What would be wrong all the same is said as well.
        situation = situation with
        {
            Beside = [.. situation.Beside.Take(1), new("Publication orders", new() { Publications = [WillPublish("public.marks")] })],
        };
        Assert.Equal(["NF5007", "NF5051"], Codes(CapturePreflight.Judge(situation).Failures));
    }

    [Fact]
    public void What_leaves_the_program_is_warned_of_where_the_capture_needs_it()
    {
        var situation = new CaptureSituation(Subject(), Healthy(), CaptureIntents.None)
        {
            Absent =
            [
                new("Publication orders", new() { Publications = [WillPublish("public.orders")] }),
                new("Publication others", new() { Publications = [WillPublish() with { Name = "other_pub" }] }),
            ],
        };
        var verdict = CapturePreflight.Judge(situation);
        Assert.Empty(verdict.Failures);
        var warning = Assert.Single(verdict.Warnings);
        Assert.Equal("NF5052", warning.Code.Id);
        Assert.StartsWith("Publication orders is in the state", warning.Message, StringComparison.Ordinal);

        // Another resource makes the same one, so nothing is lost.
        Assert.Empty(
            CapturePreflight
                .Judge(situation with { Intents = new() { Publications = [WillPublish("public.orders", "public.marks")] } })
                .Warnings
        );
    }

    [Fact]
    public void A_grant_that_leaves_matters_to_a_role_that_reads_by_grants()
    {
        var absent = new CaptureSituation(Subject(), Healthy(), CaptureIntents.None)
        {
            Absent = [new("Grant orders", new() { Grants = [new("flow", "public", ["USAGE"], null, ["SELECT"])] })],
        };
        Assert.Equal(["NF5052"], Codes(CapturePreflight.Judge(absent).Warnings));
        Assert.Empty(CapturePreflight.Judge(absent with { Facts = Healthy() with { Role = Role("pg_read_all_data") } }).Warnings);
        Assert.Empty(
            CapturePreflight
                .Judge(absent with { Intents = new() { Grants = [new("flow", "public", [], ["public.orders"], ["SELECT"])] } })
                .Warnings
        );
    }

    public static TheoryData<string, CaptureAspects, string> Unknowns =>
        new()
        {
            { "user", CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks, "NF5001 NF5002 NF5006 NF5012 NF5021" },
            {
                "publicationName",
                CaptureAspects.PublicationName | CaptureAspects.Publication,
                "NF5001 NF5002 NF5003 NF5009 NF5011 NF5012 NF5021"
            },
            { "slotName", CaptureAspects.SlotName | CaptureAspects.Slot, "NF5001 NF5002 NF5003 NF5006 NF5009 NF5011 NF5012" },
            { "tables", CaptureAspects.Tables, "NF5002 NF5006 NF5009 NF5011 NF5012 NF5021" },
            { "address", CaptureAspects.Host, "NF5001 NF5003 NF5006 NF5009 NF5011 NF5012 NF5021" },
            { "watermarksTable", CaptureAspects.Watermarks, "NF5001 NF5002 NF5003 NF5006 NF5011 NF5012 NF5021" },
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
            "NF5001 NF5002 NF5003 NF5006 NF5009 NF5011 NF5012 NF5021",
            string.Join(' ', Failures(facts, subject: subject).Order(StringComparer.Ordinal))
        );
        var verdict = CapturePreflight.Judge(
            new CaptureSituation(subject, facts, CaptureIntents.None) { NotKnown = [new(aspects, input)] }
        );
        Assert.Equal(expected, string.Join(' ', Codes(verdict.Failures).Order(StringComparer.Ordinal)));
        Assert.Equal($"not judged: {Aspects.Say(aspects)}, because {input} is not known until it is made", verdict.NotJudged);
    }

    [Fact]
    public void A_resource_that_is_not_fully_known_withholds_only_what_it_might_put_right()
    {
        var situation = new CaptureSituation(Subject(), Bare() with { Server = Server }, WholePipeline with { Publications = [] })
        {
            NotKnown = [new(CaptureAspects.Publication, "tables of Publication orders", Always: false)],
        };
        var verdict = CapturePreflight.Judge(situation);
        Assert.Empty(verdict.Failures);
        Assert.Equal("not judged: publication, because tables of Publication orders is not known until it is made", verdict.NotJudged);

        // Nothing is wrong with what stands there, so there was nothing to withhold.
        Assert.Null(CapturePreflight.Judge(situation with { Facts = Healthy() }).NotJudged);
    }

    [Fact]
    public void Two_reasons_make_one_line()
    {
        var verdict = CapturePreflight.Judge(
            new CaptureSituation(Subject(), null, CaptureIntents.None)
            {
                NotKnown =
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
    public void Every_code_between_the_two_ends_says_what_it_rests_on()
    {
        // What is said of the program's resources is made by the judge itself, or by the operation, not by a rule.
        string[] own = [PreflightDiagnostics.NotAwaited.Id, PreflightDiagnostics.Absent.Id, PreflightDiagnostics.PublicationAhead.Id];
        var all = typeof(PreflightDiagnostics)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static f => (DiagnosticCode)f.GetValue(null)!);
        Assert.Empty(all.Where(c => !own.Contains(c.Id) && !Aspects.Knows(c)).Select(static c => c.Id));
    }

    [Fact]
    public void Several_reasons_are_numbered_with_code_and_place()
    {
        var failure = new DiagnosticException([
            new(PreflightDiagnostics.Keyless, "tables[0]", "one") { Fix = "a\nb" },
            new(PreflightDiagnostics.WalLevel, "", "two"),
        ])
        {
            Heading = "The capture x would not run:",
        };
        Assert.Equal("The capture x would not run:\n1. NF5001 at tables[0]: one\n     fix: a\n          b\n2. NF5012: two", failure.Text);
        Assert.Equal("NF5012: two", new DiagnosticException([new(PreflightDiagnostics.WalLevel, "", "two")]) { Heading = "unused" }.Text);
    }
}
