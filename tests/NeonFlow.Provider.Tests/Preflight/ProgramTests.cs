using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// Programs of single resources through the provider's calls: every order, every way to name the database, everything that may be unknown.
/// </summary>
public sealed partial class ProgramTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    private static readonly string[] Pipeline = [Role, Replication, Grant, Watermarks, Publication, Slot];

    private ProgramUnderJudgement NewProgram(string form = "neon")
    {
        var program = new ProgramUnderJudgement(fixture.Cloud, fixture.Bare);
        program.Connection = form switch
        {
            "neon" => () => program.Neon(),
            "branch" => () => program.Neon(fixture.Bare.BranchId),
            _ => () => program.Direct(),
        };
        return program;
    }

    private static (string, PropertyValue?)[] Looking(ProgramUnderJudgement program, string form) =>
        form switch
        {
            "neon" => [("connection", program.Neon())],
            "direct" => [("connection", program.Direct())],
            _ => [],
        };

    [Theory]
    [InlineData("neon", "neon")]
    [InlineData("neon", "direct")]
    [InlineData("neon", "none")]
    [InlineData("branch", "neon")]
    [InlineData("branch", "none")]
    [InlineData("direct", "neon")]
    [InlineData("direct", "direct")]
    [InlineData("direct", "none")]
    public async Task A_whole_pipeline_on_a_bare_database_passes_however_its_database_is_named(string resources, string capture)
    {
        var program = NewProgram(resources);
        foreach (var type in Pipeline)
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        Assert.Equal("", await program.VerdictAsync(Looking(program, capture)));
        Assert.Empty(program.NotJudged);
        Assert.DoesNotContain(program.Said, static s => s.Contains("not checked: database", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Without
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var form in new[] { "neon", "direct" })
            {
                data.Add(form, Publication, "NF5006");
                data.Add(form, Watermarks, "NF5009");
                data.Add(form, Replication, "NF5012");
                data.Add(form, Grant, "");
                data.Add(form, Slot, "");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Without))]
    public async Task What_the_program_leaves_out_is_reported_and_nothing_else(string form, string left, string expected)
    {
        var program = NewProgram(form);
        foreach (var type in Pipeline.Where(t => t != left))
        {
            await program.RegisterAsync(
                type,
                program.Inputs(
                    type,
                    type == Publication && left == Watermarks ? [("tables", List("public.orders", "public.customers"))] : []
                )
            );
        }

        Assert.Equal(expected, await program.VerdictAsync(Looking(program, form)));
    }

    public static TheoryData<int> Orders => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Any_order_of_the_resources_before_the_capture_is_as_good(int order)
    {
        // The k-th permutation of the four that may come in any order once the role is there.
        List<string> rest = [Replication, Grant, Watermarks, Slot];
        var program = NewProgram();
        await program.RegisterAsync(Role, program.Inputs(Role));
        for (var n = rest.Count; n > 0; n--)
        {
            var next = rest[order % n];
            order /= n;
            rest.Remove(next);
            await program.RegisterAsync(next, program.Inputs(next));
        }

        await program.RegisterAsync(Publication, program.Inputs(Publication));
        Assert.Equal("", await program.VerdictAsync(Looking(program, "neon")));
    }

    [Fact]
    public async Task A_capture_without_a_program_before_it_reports_everything_at_once_in_numbers()
    {
        var program = NewProgram();
        await program.RegisterAsync(Replication, program.Inputs(Replication));
        await program.RegisterAsync(Role, program.Inputs(Role));
        Assert.Equal(
            "NF5006 NF5017 NF5009",
            await program.VerdictAsync(("connection", program.Neon()), ("tables", List("public.orders", "public.nowhere")))
        );
        var text = program.Said.Last();
        Assert.StartsWith(
            "The capture acmeCo/shop/orders would not run as it should, for 3 reasons:\n1. NF5006 at publicationName: ",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\n2. NF5017 at tables[1]: ", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("\n     fix: ").Length - 1);
    }

    [Fact]
    public async Task A_capture_of_one_table_is_not_told_to_take_it_out()
    {
        var program = NewProgram();
        await program.RegisterAsync(Replication, program.Inputs(Replication));
        await program.RegisterAsync(Role, program.Inputs(Role));
        await program.VerdictAsync(("connection", program.Neon()), ("tables", List("public.nowhere")));
        var text = program.Said.Last();
        Assert.Contains("-- create the table again and backfill", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tables = {", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_program_makes_elsewhere_excuses_nothing_here()
    {
        var program = NewProgram();
        var other = new ProgramUnderJudgement(fixture.Cloud, fixture.Other);
        await program.RegisterAsync(Role, program.Inputs(Role));
        await program.RegisterAsync(Replication, program.Inputs(Replication));
        await program.RegisterAsync(Watermarks, program.Inputs(Watermarks));
        foreach (var elsewhere in new[] { program.Neon(database: "second"), other.Neon(), other.Direct() })
        {
            await program.RegisterAsync(
                Publication,
                program.Inputs(Publication, ("connection", elsewhere), ("tables", List())),
                "elsewhere"
            );
            Assert.Equal("NF5006", await program.VerdictAsync(("connection", program.Neon())));
        }

        await program.RegisterAsync(Publication, program.Inputs(Publication));
        Assert.Equal("", await program.VerdictAsync(("connection", program.Neon())));
    }

    [Fact]
    public async Task Logical_replication_of_another_project_is_not_this_ones()
    {
        var program = NewProgram("direct");
        foreach (var type in Pipeline.Where(static t => t != Replication))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        await program.RegisterAsync(Replication, program.Inputs(Replication, ("projectId", fixture.Other.Id)));
        Assert.Equal("NF5012", await program.VerdictAsync(("connection", program.Direct())));
    }

    [Fact]
    public async Task What_comes_while_the_capture_does_not_wait_for_it_is_named()
    {
        var program = NewProgram();
        foreach (var type in Pipeline.Where(static t => t is not (Publication or Watermarks)))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        // Registered before the capture and previewed after it; registered after it; previewed between its Check and its Create: all the
        // same.
        program.Check(Watermarks, program.Inputs(Watermarks));
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        program.Check(Publication, program.Inputs(Publication));
        Assert.Equal("NF5051", await program.JudgedAsync());
        Assert.Contains(
            "The program makes WatermarksTable orders and Publication orders, but the capture acmeCo/shop/orders does not wait for them",
            program.Said.Last(),
            StringComparison.Ordinal
        );
        await program.PreviewAsync(Watermarks);
        await program.PreviewAsync(Publication);
        Assert.Equal("NF5051", await program.JudgedAsync());

        // With the dependency, the engine registers the capture after both.
        Assert.Equal("", await program.VerdictAsync(("connection", program.Neon())));
    }

    [Fact]
    public async Task A_project_that_is_not_made_yet_is_one_line()
    {
        var program = NewProgram();
        var unknown = PropertyValue.Unknown.Value;
        program.Connection = () => Of(("projectId", unknown), ("database", "shop"));
        foreach (var type in Pipeline)
        {
            await program.RegisterAsync(type, program.Inputs(type, type is Role or Replication ? [("projectId", unknown)] : []));
        }

        Assert.Equal("", await program.VerdictAsync(("connection", program.Connection()), ("address", unknown)));
        Assert.Equal(
            "not judged: host, address list, logical replication, role, rights on the tables, publication, watermarks table, slot and "
                + "tables, because address and connection.projectId are not known until they are made",
            Assert.Single(program.NotJudged)
        );
    }

    public static TheoryData<string, string> UnknownInputs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                var (type, inputs) in new (string, string[])[]
                {
                    (Role, ["projectId", "name"]),
                    (Replication, ["projectId", "acknowledgeIrreversible"]),
                    (Grant, ["connection", "role", "schema", "tables"]),
                    (Watermarks, ["connection", "role", "table"]),
                    (Publication, ["connection", "name", "tables"]),
                    (Slot, ["connection", "name"]),
                }
            )
            {
                foreach (var input in inputs)
                {
                    data.Add(type, input);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(UnknownInputs))]
    public async Task Anything_unknown_of_a_resource_is_no_violation(string type, string input)
    {
        var program = NewProgram();
        foreach (var each in Pipeline)
        {
            await program.RegisterAsync(each, program.Inputs(each, each == type ? [(input, PropertyValue.Unknown.Value)] : []));
        }

        Assert.Equal("", await program.VerdictAsync(("connection", program.Neon())));
        Assert.True(program.NotJudged.Count <= 1);
        if (type is Publication or Watermarks || (type == Replication && input == "projectId"))
        {
            Assert.Contains(
                $"of {type.Split(':')[2]} orders is not known until it is made",
                Assert.Single(program.NotJudged),
                StringComparison.Ordinal
            );
        }
    }

    public static TheoryData<string> CaptureInputs =>
        [
            "captureName",
            "address",
            "database",
            "user",
            "password",
            "publicationName",
            "slotName",
            "watermarksTable",
            "tables",
            "connection",
        ];

    [Theory]
    [MemberData(nameof(CaptureInputs))]
    public async Task Anything_unknown_of_the_capture_is_no_violation_and_the_rest_is_judged(string input)
    {
        var program = NewProgram();
        foreach (var each in Pipeline)
        {
            await program.RegisterAsync(each, program.Inputs(each));
        }

        Assert.Equal("", await program.VerdictAsync(("connection", program.Neon()), (input, PropertyValue.Unknown.Value)));
        Assert.Equal(input is "captureName" or "password" or "database" ? 0 : 1, program.NotJudged.Count);
        program = NewProgram();
        await program.RegisterAsync(Role, program.Inputs(Role));
        Assert.Equal(
            input == "connection" ? "" : "NF5012",
            (await program.VerdictAsync(("connection", program.Neon()), (input, PropertyValue.Unknown.Value))).Split(' ')[0]
        );
    }

    [Fact]
    public async Task Two_captures_on_one_database_are_judged_alike_and_need_a_slot_each()
    {
        var program = NewProgram();
        foreach (var each in Pipeline)
        {
            await program.RegisterAsync(each, program.Inputs(each));
        }

        (string, PropertyValue?)[] second =
        [
            ("connection", program.Neon()),
            ("captureName", "acmeCo/shop/second"),
            ("collectionPrefix", "acmeCo/second"),
        ];
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        program.Check(Capture, program.Inputs(Capture, [.. second, ("slotName", "second_slot")]), "second");
        Assert.Equal("", await program.JudgedAsync());
        Assert.Equal("", await program.JudgedAsync("second"));
        program.Check(Capture, program.Inputs(Capture, second), "second");
        Assert.Equal("NF5050", await program.JudgedAsync("second"));
        Assert.Contains(
            "The capture acmeCo/shop/orders of this program uses the slot flow_slot as well",
            program.Said.Last(),
            StringComparison.Ordinal
        );
    }
}
