using System.Reflection;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Preflight.Planned;
using SlotShape = NeonFlow.Provider.Resources.Postgres.ReplicationSlot.ReplicationSlot;

namespace NeonFlow.Provider.Tests.Preflight;

public sealed partial class JudgeTests
{
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
    public void The_stream_of_a_role_that_somebody_renamed_is_not_somebody_elses()
    {
        var slot = new SlotFacts("flow_slot", true, "pgoutput", "shop", true, 7, "reserved", "0/1")
        {
            HolderRole = "called_otherwise",
            HolderApplication = "estuary_flow",
        };
        var running = Subject() with { Exists = true };
        Assert.Contains("NF5022", Failures(Healthy() with { Slot = slot }, running));
        Assert.DoesNotContain("NF5022", Failures(Healthy() with { Slot = slot, Role = null }, running));
        Assert.Contains("NF5022", Failures(Healthy() with { Slot = slot with { HolderApplication = "psql" }, Role = null }, running));
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
            { "user", CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks, "NF3008 NF3019 NF3031 NF5006 NF5012" },
            {
                "publicationName",
                CaptureAspects.PublicationName | CaptureAspects.Publication,
                "NF3008 NF3019 NF3031 NF5003 NF5009 NF5011 NF5012"
            },
            { "slotName", CaptureAspects.SlotName | CaptureAspects.Slot, "NF3008 NF3019 NF5003 NF5006 NF5009 NF5011 NF5012" },
            { "tables", CaptureAspects.Tables, "NF3019 NF3031 NF5006 NF5009 NF5011 NF5012" },
            { "address", CaptureAspects.Host, "NF3008 NF3031 NF5003 NF5006 NF5009 NF5011 NF5012" },
            { "watermarksTable", CaptureAspects.Watermarks, "NF3008 NF3019 NF3031 NF5003 NF5006 NF5011 NF5012" },
        };

    [Theory]
    [MemberData(nameof(Unknowns))]
    public void What_rests_on_an_unknown_input_is_not_judged_and_all_else_is(string input, CaptureAspects aspects, string expected)
    {
        var facts = Bare() with
        {
            Role = Role() with { Replication = false },
            Seen = Seen(1, readable: false),
            Tables =
            [
                Table("public.orders", select: false, listed: false) with
                {
                    IdentityFaults = [new(TableName.Parse("public.orders"), IdentityFaultKind.NoKey)],
                },
            ],
            Watermarks = Marks(exists: false),
        };
        var subject = Subject() with { Slot = "a-b", Host = "ep-cool-1-pooler.localhost" };
        Assert.Equal(
            "NF3008 NF3019 NF3031 NF5003 NF5006 NF5009 NF5011 NF5012",
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
            "not judged: host, address list, logical replication, role, rights on the tables, publication, watermarks table, slot and "
                + "tables, because address and password are not known until they are made",
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
