using NeonFlow.Provider.Shapes;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>A local Neon with a project on which nothing of a pipeline is there yet, and one on which a pipeline's database half stands.</summary>
public sealed class ProgramFixture : IAsyncLifetime
{
    public NeonCloud Cloud { get; private set; } = null!;

    public NeonProject Bare { get; private set; } = null!;

    public NeonProject Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cloud = await NeonCloud.StartAsync();
        Bare = await Cloud.AddProjectAsync(Shop() with { Databases = ["shop", "second"] });
        Other = await Cloud.AddProjectAsync(Shop());
    }

    public async Task DisposeAsync() => await Cloud.DisposeAsync();
}

/// <summary>Programs of single resources through the provider's calls: every order, every way to name the database, everything that may be unknown.</summary>
public sealed class ProgramTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
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

    private static (string, PropertyValue?)[] Looking(ProgramUnderJudgement program, string form) => form switch
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
            await program.RegisterAsync(type, program.Inputs(type, type == Publication && left == Watermarks ? [("tables", List("public.orders", "public.customers"))] : []));
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
        Assert.Equal("NF5006 NF5017 NF5009", await program.VerdictAsync(("connection", program.Neon()), ("tables", List("public.orders", "public.nowhere"))));
        var text = program.Said.Last();
        Assert.StartsWith("The capture acmeCo/shop/orders would not run as it should, for 3 reasons:\n1. NF5006 at publicationName: ", text, StringComparison.Ordinal);
        Assert.Contains("\n2. NF5017 at tables[1]: ", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("\n     fix: ").Length - 1);
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
            await program.RegisterAsync(Publication, program.Inputs(Publication, ("connection", elsewhere), ("tables", List())), "elsewhere");
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

        // Registered before the capture and previewed after it; registered after it; previewed between its Check and its Create: all the same.
        program.Check(Watermarks, program.Inputs(Watermarks));
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        program.Check(Publication, program.Inputs(Publication));
        Assert.Equal("NF5051", await program.JudgedAsync());
        Assert.Contains("The program makes WatermarksTable orders and Publication orders, but the capture acmeCo/shop/orders does not wait for them", program.Said.Last(), StringComparison.Ordinal);
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
        Assert.Equal("not judged: host, logical replication, role, rights on the tables, publication, watermarks table, slot and tables, because address and connection.projectId are not known until they are made", Assert.Single(program.NotJudged));
    }

    public static TheoryData<string, string> UnknownInputs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (type, inputs) in new (string, string[])[]
            {
                (Role, ["projectId", "name"]), (Replication, ["projectId", "acknowledgeIrreversible"]), (Grant, ["connection", "role", "schema", "tables"]), (Watermarks, ["connection", "role", "table"]),
                (Publication, ["connection", "name", "tables"]), (Slot, ["connection", "name"]),
            })
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
            Assert.Contains($"of {type.Split(':')[2]} orders is not known until it is made", Assert.Single(program.NotJudged), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> CaptureInputs => ["captureName", "address", "database", "user", "password", "publicationName", "slotName", "watermarksTable", "tables", "connection"];

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
        Assert.Equal(input == "connection" ? "" : "NF5012", (await program.VerdictAsync(("connection", program.Neon()), (input, PropertyValue.Unknown.Value))).Split(' ')[0]);
    }

    [Fact]
    public async Task Two_captures_on_one_database_are_judged_alike_and_need_a_slot_each()
    {
        var program = NewProgram();
        foreach (var each in Pipeline)
        {
            await program.RegisterAsync(each, program.Inputs(each));
        }

        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon()), ("captureName", "acmeCo/shop/second"), ("slotName", "second_slot")), "second");
        Assert.Equal("", await program.JudgedAsync());
        Assert.Equal("", await program.JudgedAsync("second"));
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon()), ("captureName", "acmeCo/shop/second")), "second");
        Assert.Equal("NF5050", await program.JudgedAsync("second"));
        Assert.Contains("The capture acmeCo/shop/orders of this program uses the slot flow_slot as well", program.Said.Last(), StringComparison.Ordinal);
    }
}

/// <summary>A pipeline that stands: drift, changes, replacements and what leaves the program.</summary>
public sealed class StandingProgramTests : IAsyncLifetime
{
    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;
    private readonly Dictionary<string, Saved> _saved = [];

    public async Task InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(Shop("CREATE TABLE public.returns (id int PRIMARY KEY)"));
        var program = NewProgram();
        foreach (var type in new[] { Role, Replication, Grant, Watermarks, Publication, Slot })
        {
            _saved[type] = await program.MakeAsync(type, program.Inputs(type));
        }
    }

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    private ProgramUnderJudgement NewProgram()
    {
        var program = new ProgramUnderJudgement(_cloud, _project);
        program.Connection = () => program.Neon();
        return program;
    }

    private Task SqlAsync(string sql) => _project.Server.ExecuteAsync(sql, "shop");

    private async Task<ProgramUnderJudgement> KeptAsync(Func<string, (string, PropertyValue?)[]>? changes = null, params string[] left)
    {
        var program = NewProgram();
        foreach (var type in _saved.Keys.Except(left))
        {
            await program.KeepAsync(type, _saved[type], program.Inputs(type, changes?.Invoke(type) ?? []));
        }

        return program;
    }

    private static Task<string> VerdictAsync(ProgramUnderJudgement program, params (string Key, PropertyValue? Value)[] changes) => program.VerdictAsync([("connection", program.Neon()), .. changes]);

    [Fact]
    public async Task What_stands_is_judged_by_itself_and_drift_by_what_the_program_puts_right()
    {
        Assert.Equal("", await VerdictAsync(await KeptAsync()));
        Assert.Equal("", await VerdictAsync(NewProgram()));

        await SqlAsync("ALTER PUBLICATION flow_pub DROP TABLE public.orders; REVOKE SELECT ON public.orders FROM flow; REVOKE INSERT ON public.marks FROM flow; REVOKE pg_read_all_data, pg_write_all_data FROM neon_superuser");
        Assert.Equal("NF5007 NF5003 NF5009", await VerdictAsync(NewProgram()));
        Assert.Equal("", await VerdictAsync(await KeptAsync()));
    }

    [Fact]
    public async Task A_table_added_to_every_resource_is_no_violation_and_one_forgotten_is()
    {
        var tables = List("public.orders", "public.customers", "public.returns");
        (string, PropertyValue?)[] Added(string type) => type switch
        {
            Grant => [("tables", tables)],
            Publication => [("tables", List("public.orders", "public.customers", "public.returns", "public.marks"))],
            _ => [],
        };
        await SqlAsync("REVOKE pg_read_all_data FROM neon_superuser");
        Assert.Equal("", await VerdictAsync(await KeptAsync(Added), ("tables", tables)));
        Assert.Equal("NF5003", await VerdictAsync(await KeptAsync(t => t == Grant ? [] : Added(t)), ("tables", tables)));
        Assert.Equal("NF5007", await VerdictAsync(await KeptAsync(t => t == Publication ? [] : Added(t)), ("tables", tables)));
    }

    [Fact]
    public async Task A_table_that_the_program_takes_out_of_the_publication_is_one_while_it_is_bound()
    {
        (string, PropertyValue?)[] Fewer(string type) => type == Publication ? [("tables", List("public.orders", "public.marks"))] : [];
        Assert.Equal("NF5007", await VerdictAsync(await KeptAsync(Fewer)));
        Assert.Equal("", await VerdictAsync(await KeptAsync(Fewer), ("tables", List("public.orders"))));
    }

    [Fact]
    public async Task A_publication_that_gets_another_name_is_gone_under_the_old_one()
    {
        var program = await KeptAsync(left: Publication);
        var renamed = program.Inputs(Publication, ("name", "new_pub"));
        await program.ReadAsync(Publication, _saved[Publication]);
        program.Check(Publication, renamed, saved: _saved[Publication]);
        await program.RegisterAsync(Publication, renamed);
        Assert.Equal("NF5006", await VerdictAsync(program));
        Assert.Equal("", await VerdictAsync(program, ("publicationName", "new_pub")));
    }

    [Fact]
    public async Task A_publication_that_moves_to_another_database_is_gone_in_the_old_one()
    {
        var program = await KeptAsync(left: Publication);
        await program.ReadAsync(Publication, _saved[Publication]);
        program.Check(Publication, program.Inputs(Publication, ("connection", program.Neon(database: "neondb"))), saved: _saved[Publication]);
        Assert.Equal("NF5006", await VerdictAsync(program));
    }

    [Fact]
    public async Task What_was_read_and_never_registered_is_warned_of()
    {
        var program = await KeptAsync(left: [Publication, Slot]);
        await program.ReadAsync(Publication, _saved[Publication]);
        await program.ReadAsync(Slot, _saved[Slot]);
        Assert.Equal("", await VerdictAsync(program));
        var warning = Assert.Single(program.Said, static s => s.StartsWith("NF5052", StringComparison.Ordinal));
        Assert.Contains("Publication orders is in the state", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("ReplicationSlot", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_that_the_program_has_looked_after_is_its_own_while_nobody_reads_from_it()
    {
        await SqlAsync("SELECT pg_create_logical_replication_slot('flow_slot', 'pgoutput')");
        Assert.Equal("NF5005", await VerdictAsync(NewProgram()));
        Assert.Equal("", await VerdictAsync(await KeptAsync()));
        await SqlAsync("SELECT pg_drop_replication_slot('flow_slot')");
    }

    [Fact]
    public async Task A_delete_spares_what_another_resource_has_now_and_what_a_capture_needs()
    {
        // Renamed in the program without an alias: the new one takes over, the old one is deleted last.
        var program = NewProgram();
        var adopt = ("adopt", (PropertyValue?)true);
        foreach (var type in new[] { Role, Grant, Watermarks, Publication, Slot })
        {
            await program.MakeAsync(type, program.Inputs(type, type is Role or Publication ? [adopt] : []), "renamed");
        }

        foreach (var type in _saved.Keys.Reverse())
        {
            await program.DeleteAsync(type, _saved[type]);
        }

        Assert.Equal("", await VerdictAsync(NewProgram()));
        Assert.True(await _project.Server.ScalarAsync<bool>("SELECT has_table_privilege('flow', 'public.orders', 'SELECT') AND EXISTS (SELECT FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee WHERE c.relname = 'orders' AND r.rolname = 'flow')", "shop"));

        // A capture that stays in the program.
        program = NewProgram();
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        foreach (var type in new[] { Publication, Watermarks })
        {
            var refused = await Assert.ThrowsAsync<NeonFlow.Provider.Dispatch.CallFailedException>(() => program.DeleteAsync(type, _saved[type]));
            Assert.StartsWith($"NF5053 at {(type == Publication ? "name" : "table")}: ", refused.Message, StringComparison.Ordinal);
        }

        await program.DeleteAsync(Slot, _saved[Slot]);
        Assert.Equal("", await VerdictAsync(NewProgram()));

        // Without a program, as in a destroy, everything goes.
        program = NewProgram();
        foreach (var type in _saved.Keys.Reverse())
        {
            await program.DeleteAsync(type, _saved[type]);
        }

        Assert.Equal("NF5006 NF5009", await VerdictAsync(NewProgram()));
    }
}
