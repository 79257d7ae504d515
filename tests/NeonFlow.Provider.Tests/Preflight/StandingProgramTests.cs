using NeonFlow.Provider.Schema;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>A pipeline that stands: drift, changes, replacements and what leaves the program.</summary>
public sealed class StandingProgramTests : IAsyncLifetime
{
    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;
    private readonly Dictionary<string, Saved> _saved = [];

    public async ValueTask InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(Shop("CREATE TABLE public.returns (id int PRIMARY KEY)"));
        var program = NewProgram();
        foreach (var type in new[] { Role, Replication, Grant, Watermarks, Publication, Slot })
        {
            _saved[type] = await program.MakeAsync(type, program.Inputs(type));
        }
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

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

    private static Task<string> VerdictAsync(ProgramUnderJudgement program, params (string Key, PropertyValue? Value)[] changes) =>
        program.VerdictAsync([("connection", program.Neon()), .. changes]);

    [Fact]
    public async Task What_stands_is_judged_by_itself_and_drift_by_what_the_program_puts_right()
    {
        Assert.Equal("", await VerdictAsync(await KeptAsync()));
        Assert.Equal("", await VerdictAsync(NewProgram()));

        await SqlAsync(
            "ALTER PUBLICATION flow_pub DROP TABLE public.orders; REVOKE SELECT ON public.orders FROM flow; REVOKE INSERT ON "
                + "public.marks FROM flow; REVOKE pg_read_all_data, pg_write_all_data FROM neon_superuser"
        );
        Assert.Equal("NF5007 NF5003 NF5009", await VerdictAsync(NewProgram()));
        Assert.Equal("", await VerdictAsync(await KeptAsync()));
    }

    [Fact]
    public async Task A_table_added_to_every_resource_is_no_violation_and_one_forgotten_is()
    {
        var tables = List("public.orders", "public.customers", "public.returns");
        (string, PropertyValue?)[] Added(string type) =>
            type switch
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
        program.Check(
            Publication,
            program.Inputs(Publication, ("connection", program.Neon(database: "neondb"))),
            saved: _saved[Publication]
        );
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
        var renamed = new Dictionary<string, Saved>(StringComparer.Ordinal);
        foreach (var type in new[] { Role, Grant, Watermarks, Publication, Slot })
        {
            renamed[type] = await program.MakeAsync(type, program.Inputs(type, type is Role or Publication ? [adopt] : []), "renamed");
        }

        foreach (var type in _saved.Keys.Reverse())
        {
            await program.DeleteAsync(type, _saved[type]);
        }

        Assert.Equal("", await VerdictAsync(NewProgram()));
        Assert.True(
            await _project.Server.ScalarAsync<bool>(
                "SELECT has_table_privilege('flow', 'public.orders', 'SELECT') AND EXISTS (SELECT FROM pg_class c CROSS JOIN LATERAL "
                    + "aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee WHERE c.relname = 'orders' AND r.rolname = 'flow')",
                "shop"
            )
        );

        // A capture that stays in the program.
        program = NewProgram();
        program.Check(Capture, program.Inputs(Capture, ("connection", program.Neon())));
        foreach (var type in new[] { Publication, Watermarks })
        {
            var refused = await Assert.ThrowsAsync<NeonFlow.Provider.Engine.CallFailedException>(() =>
                program.DeleteAsync(type, _saved[type])
            );
            Assert.StartsWith($"NF5053 at {(type == Publication ? "name" : "table")}: ", refused.Message, StringComparison.Ordinal);
        }

        await program.DeleteAsync(Slot, _saved[Slot]);
        Assert.Equal("", await VerdictAsync(NewProgram()));

        // Without a program, as in a destroy, everything of whoever has it now goes.
        program = NewProgram();
        foreach (var type in renamed.Keys.Reverse())
        {
            await program.DeleteAsync(type, renamed[type], "renamed");
        }

        Assert.Equal(0, await _project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", "shop"));
        Assert.Equal("NF5006 NF5009", await VerdictAsync(NewProgram()));
    }
}
