using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.ProgramView;

/// <summary>What the program view knows of a database, under whatever name, and what it makes of the order of calls.</summary>
public sealed class ProgramRecorderTests
{
    private const string Capture = "urn:pulumi:dev::shop::neonflow:index:NeonToEstuary$neonflow:estuary:Capture::orders";
    private const string Grant = "urn:pulumi:dev::shop::neonflow:postgres:Grant::orders";
    private const string Publication = "urn:pulumi:dev::shop::neonflow:postgres:Publication::orders";
    private const string Host = "ep-cool-1.eu.aws.neon.tech";

    private static readonly ObjectRef Slot = new(ObjectKind.Slot, "s");
    private static readonly ObjectRef Table = new(ObjectKind.Table, "public.orders");

    private readonly ProgramRecorder _program = new();

    private static string Neon(string? branch = null, string database = "shop", string project = "p-1") =>
        DatabaseId.PlaceOf(
            new()
            {
                ProjectId = NeonProjectId.Parse(project),
                BranchId = branch is null ? null : NeonBranchId.Parse(branch),
                Database = database,
            },
            UnknownSet.None
        )!;

    private static string Branch(string? branch) =>
        NeonId.PlaceOf(NeonProjectId.Parse("p-1"), branch is null ? null : NeonBranchId.Parse(branch, null));

    private static string Direct(string host, int port = 5432, string database = "shop") => DatabaseId.PlaceOf(host, port, database);

    private static DescribedShape Shape(string? place, object? shape = null, params string[] unknown) =>
        new(shape ?? "shape", unknown.Length == 0 ? UnknownSet.None : new UnknownSet(unknown), [place]) { Makes = [Slot], Uses = [Table] };

    private void Register(string urn, DescribedShape shape, bool isNew = true) =>
        _program.Record(new(ProgramAct.Check, urn) { Shape = shape, Step = isNew ? ProgramStep.Create : ProgramStep.Same });

    private void Compare(string urn, ProgramStep step, DescribedShape olds) =>
        _program.Record(new(ProgramAct.Diff, urn) { Shape = olds, Step = step });

    private void Done(string urn) => _program.Record(new(ProgramAct.Done, urn));

    private IEnumerable<string> At(string place, string urn = Capture) =>
        _program.At(place, urn).Select(static r => $"{r.Stage} {r.Name}").Order(StringComparer.Ordinal);

    [Theory]
    [InlineData("ep-cool-1.eu.aws.neon.tech", 5432, "shop", true)]
    [InlineData("EP-Cool-1.EU.aws.neon.tech", 5432, "shop", true)]
    [InlineData("ep-cool-1-pooler.eu.aws.neon.tech", 5432, "shop", true)]
    [InlineData("ep-cool-2.eu.aws.neon.tech", 5432, "shop", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", 5433, "shop", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", 5432, "other", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", 5432, "Shop", false)]
    public void A_host_is_one_place_however_it_is_written(string host, int port, string database, bool same)
    {
        Register(Grant, Shape(Direct(Host)));
        Assert.Equal(same, _program.At(Direct(host, port, database), Capture).Any(static r => r.Uses(Table)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public void This_machine_has_one_name(string host)
    {
        Register(Grant, Shape(Direct("localhost")));
        Assert.Single(_program.At(Direct(host), Capture));
    }

    [Fact]
    public void Databases_of_a_server_share_its_slots_and_not_its_tables()
    {
        Register(Grant, Shape(Direct(Host)));
        var other = Assert.Single(_program.At(Direct(Host, database: "other"), Capture));
        Assert.True(other.Makes(Slot));
        Assert.False(other.Uses(Table));
    }

    [Fact]
    public void A_branch_by_its_id_by_default_and_by_its_host_is_one_place_once_it_was_looked_up()
    {
        Register(Grant, Shape(Neon()));
        Register(Publication, Shape(Direct(Host)));
        Assert.Single(_program.At(Neon(), Capture));
        Assert.Empty(_program.At(Neon("br-1"), Capture));
        _program.SameServer(Neon(), Direct(Host));
        _program.SameServer(Branch("br-1"), Branch(null));
        foreach (var place in new[] { Neon(), Neon("br-1"), Direct("ep-cool-1-pooler.eu.aws.neon.tech") })
        {
            Assert.Equal(2, _program.At(place, Capture).Count);
        }
        Assert.Empty(_program.At(Neon("br-2"), Capture));
        Assert.Empty(_program.At(Neon("br-1", project: "p-2"), Capture));
    }

    [Fact]
    public void A_project_is_every_branch_and_a_branch_every_database()
    {
        Register(Grant, Shape("neon:p-1"));
        Register(Publication, Shape(Branch("br-1")));
        Assert.Equal(2, _program.At(Neon("br-1"), Capture).Count(static r => r.Uses(Table)));
        Assert.Equal(2, _program.At(Neon("br-1", "other"), Capture).Count(static r => r.Uses(Table)));
        Assert.Single(_program.At(Neon("br-2"), Capture));
        Assert.Empty(_program.At(Neon("br-1", project: "p-2"), Capture));
        Assert.Empty(_program.At(Direct(Host), Capture));
        _program.SameServer(Direct(Host), Branch("br-1"));
        Assert.Equal(2, _program.At(Direct(Host), Capture).Count);
        Assert.Equal(["neon:p-1"], _program.ProjectsOf(Direct(Host)));
        Assert.Equal(["neon:p-1", "neon:p-1/br-1"], _program.NeonServers().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_resource_that_is_done_before_another_one_is_registered_is_ready_and_a_later_one_is_not_awaited()
    {
        Register(Grant, Shape(Neon()));
        Done(Grant);
        Register(Publication, Shape(Neon()));
        Register(Capture, Shape(Neon()));
        Done(Publication);
        Assert.Equal(["NotAwaited Publication orders", "Ready Grant orders"], At(Neon()));
    }

    [Fact]
    public void A_resource_that_does_not_change_is_the_same_and_one_that_changes_is_awaited_or_not()
    {
        Register(Grant, Shape(Neon()), isNew: false);
        Compare(Grant, ProgramStep.Same, Shape(Neon()));
        Assert.Equal(["Same Grant orders"], At(Neon()));
        Assert.Single(_program.At(Neon(), Capture).Remaining());
        Compare(Grant, ProgramStep.Update, Shape(Neon()));
        Assert.Equal(["NotAwaited Grant orders"], At(Neon()));
        Assert.Single(_program.At(Neon(), Capture).Remaining());
        Done(Grant);
        Assert.Equal(["Ready Grant orders"], At(Neon()));
        Assert.Single(_program.At(Neon(), Capture).Remaining());
    }

    [Fact]
    public void A_resource_that_is_changed_once_more_does_not_meet_itself()
    {
        Register(Grant, Shape(Neon()));
        Done(Grant);
        Assert.Equal(["Ready Grant orders"], At(Neon(), Grant));
        _program.Start(Grant);
        Assert.Empty(At(Neon(), Grant));
    }

    [Fact]
    public void A_replacement_shows_what_goes_and_what_comes()
    {
        // Check, Diff, Check without olds, Create: the engine's order of a replacement.
        Register(Publication, Shape(Neon(), "new"), isNew: false);
        Compare(Publication, ProgramStep.Replace, Shape(Neon(), "old"));
        Register(Publication, Shape(Neon(), "new"));
        Done(Publication);
        Assert.Equal(
            ["Ready new", "Replaced old"],
            _program.At(Neon(), Capture).Select(static r => $"{r.Stage} {r.Shape}").Order(StringComparer.Ordinal)
        );
        Compare(Publication, ProgramStep.Update, Shape(Neon(), "old"));
        Assert.DoesNotContain(_program.At(Neon(), Capture), static r => r.Stage == ProgramStage.Replaced);
    }

    [Fact]
    public void What_was_deleted_in_this_operation_does_not_remain()
    {
        _program.Record(new(ProgramAct.Read, Grant) { Shape = Shape(Neon()) });
        _program.Record(new(ProgramAct.Delete, Grant) { Shape = Shape(Neon()) });
        Assert.Equal(["Replaced Grant orders"], At(Neon()));
        Assert.Empty(_program.At(Neon(), Capture).Remaining());
    }

    [Fact]
    public void A_resource_of_the_state_is_not_registered_until_the_program_registers_it()
    {
        _program.Record(new(ProgramAct.Read, Publication) { Shape = Shape(Neon()) });
        _program.Record(new(ProgramAct.Read, Grant) { Shape = Shape(Neon()) });
        Assert.Equal(["NotRegistered Grant orders", "NotRegistered Publication orders"], At(Neon()));
        Assert.Empty(_program.At(Neon(), Capture).Remaining());
        Register(Publication, Shape(Neon()), isNew: false);
        Compare(Publication, ProgramStep.Same, Shape(Neon()));
        Assert.Equal(["NotRegistered Grant orders", "Same Publication orders"], At(Neon()));
    }

    [Fact]
    public void A_resource_whose_place_is_not_known_may_be_anywhere()
    {
        Register(Grant, Shape(null, null, "connection.projectId"));
        Register(Publication, Shape(null));
        Assert.Equal(["NotAwaited Grant orders"], At(Neon()));
    }

    [Fact]
    public void A_resource_sees_its_own_new_object_only_once_it_is_done()
    {
        Register(Publication, Shape(Neon(), "new"));
        Assert.Empty(_program.At(Neon(), Publication));
        Done(Publication);
        Assert.Equal("new", Assert.Single(_program.At(Neon(), Publication)).Shape);
    }

    [Fact]
    public void What_another_process_told_before_this_one_registered_the_resource_is_left_out()
    {
        using var program = new ProgramRecorder(
            new HeldExchange(
                new(ProgramAct.Check, Grant) { At = 1, Shape = Shape(Neon(), "told before") },
                new(ProgramAct.Check, Publication) { At = 1, Shape = Shape(Neon(), "of the other process") },
                new(ProgramAct.Check, Capture) { At = long.MaxValue, Shape = Shape(Neon(), "told after") }
            )
        );
        foreach (var urn in new[] { Grant, Capture })
        {
            program.Record(new(ProgramAct.Check, urn) { Shape = Shape(Neon(), "registered here") });
        }
        program.ReadOthers();
        Assert.Equal(
            ["of the other process", "registered here", "told after"],
            program.At(Neon(), "").Select(static r => (string)r.Shape).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_call_that_finds_nothing_new_waits_until_another_one_has_applied_what_it_read()
    {
        using var exchange = new HeldExchange(new ProgramEvent(ProgramAct.Check, Grant) { At = 1, Shape = Shape(Neon()) });
        exchange.Released.Reset();
        var program = new ProgramRecorder(exchange);
        var seen = -1;
        var first = new Thread(program.ReadOthers);
        var second = new Thread(() =>
        {
            program.ReadOthers();
            seen = program.At(Neon(), Capture).Count;
        });
        first.Start();
        exchange.Taken.Wait();
        second.Start();
        SpinWait.SpinUntil(() => !second.IsAlive || second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        exchange.Released.Set();
        first.Join();
        second.Join();
        Assert.Equal(1, seen);
    }
}
