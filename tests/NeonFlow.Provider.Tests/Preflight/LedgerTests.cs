using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>What the ledger knows of a database, under whatever name, and what it makes of the order of calls.</summary>
public sealed class LedgerTests
{
    private const string Capture = "urn:pulumi:dev::shop::neonflow:index:NeonToEstuary$neonflow:estuary:Capture::orders";
    private const string Grant = "urn:pulumi:dev::shop::neonflow:postgres:Grant::orders";
    private const string Publication = "urn:pulumi:dev::shop::neonflow:postgres:Publication::orders";

    private readonly IntentLedger _ledger = new();

    private static Connection Neon(string? branch = null, string database = "shop", string project = "p-1") => new() { ProjectId = project, BranchId = branch, Database = database };

    private static Connection Direct(string host, int? port = null, string database = "shop") => new() { Host = host, Port = port, Database = database };

    private static string Place(Connection connection) => DatabaseId.PlaceOf(connection, UnknownSet.None)!;

    private static Intent Slot(string? place, string name = "s") => new(place, new SlotIntent(name, true, false));

    private IReadOnlyList<string> At(string place, string urn = Capture) => [.. _ledger.Look(place, urn).Select(static p => $"{p.Stage} {p.Resource}")];

    [Theory]
    [InlineData("ep-cool-1.eu.aws.neon.tech", null, "shop", true)]
    [InlineData("EP-Cool-1.EU.aws.neon.tech", 5432, "shop", true)]
    [InlineData("ep-cool-1-pooler.eu.aws.neon.tech", null, "shop", true)]
    [InlineData("ep-cool-2.eu.aws.neon.tech", null, "shop", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", 5433, "shop", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", null, "other", false)]
    [InlineData("ep-cool-1.eu.aws.neon.tech", null, "Shop", false)]
    public void A_host_is_one_place_however_it_is_written(string host, int? port, string database, bool same)
    {
        _ledger.Declare(Grant, [Slot(Place(Direct("ep-cool-1.eu.aws.neon.tech")))], isNew: true);
        Assert.Equal(same ? 1 : 0, _ledger.Look(Place(Direct(host, port, database)), Capture).Count);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public void This_machine_has_one_name(string host)
    {
        _ledger.Declare(Grant, [Slot(Place(Direct("localhost")))], isNew: true);
        Assert.Single(_ledger.Look(Place(Direct(host)), Capture));
    }

    [Fact]
    public void A_branch_by_its_id_by_default_and_by_its_host_is_one_place_once_somebody_looked()
    {
        _ledger.Declare(Grant, [Slot(Place(Neon()))], isNew: true);
        _ledger.Declare(Publication, [Slot(Place(Direct("ep-cool-1.eu.aws.neon.tech")))], isNew: true);
        Assert.Single(_ledger.Look(Place(Neon()), Capture));
        Assert.Empty(_ledger.Look(Place(Neon("br-1")), Capture));
        _ledger.Same(Place(Neon()), DatabaseId.PlaceOf("ep-cool-1.eu.aws.neon.tech", 5432, "shop"));
        _ledger.Same(NeonId.PlaceOf("p-1", "br-1"), NeonId.PlaceOf("p-1", (string?)null));
        foreach (var place in new[] { Place(Neon()), Place(Neon("br-1")), Place(Direct("ep-cool-1-pooler.eu.aws.neon.tech", 5432)) })
        {
            Assert.Equal(2, _ledger.Look(place, Capture).Count);
        }

        Assert.Empty(_ledger.Look(Place(Neon("br-2")), Capture));
        Assert.Empty(_ledger.Look(Place(Neon("br-1", "other")), Capture));
        Assert.Empty(_ledger.Look(Place(Neon("br-1", project: "p-2")), Capture));
    }

    [Fact]
    public void A_project_is_every_branch_and_a_branch_every_database()
    {
        _ledger.Declare(Grant, [new(NeonId.PlaceOf("p-1", UnknownSet.None), new LogicalReplicationIntent())], isNew: true);
        _ledger.Declare(Publication, [new(NeonId.PlaceOf("p-1", "br-1"), new RoleIntent("r"))], isNew: true);
        Assert.Equal(2, _ledger.Look(Place(Neon("br-1")), Capture).Count);
        Assert.Equal(2, _ledger.Look(Place(Neon("br-1", "other")), Capture).Count);
        Assert.Single(_ledger.Look(Place(Neon("br-2")), Capture));
        Assert.Empty(_ledger.Look(Place(Neon("br-1", project: "p-2")), Capture));
        Assert.Empty(_ledger.Look(Place(Direct("ep-cool-1.eu.aws.neon.tech")), Capture));
        _ledger.Same(Place(Direct("ep-cool-1.eu.aws.neon.tech")), NeonId.PlaceOf("p-1", "br-1"));
        Assert.Equal(2, _ledger.Look(Place(Direct("ep-cool-1.eu.aws.neon.tech")), Capture).Count);
        Assert.Equal(["neon:p-1"], _ledger.Projects(Place(Direct("ep-cool-1.eu.aws.neon.tech"))));
    }

    [Fact]
    public void What_is_done_before_a_resource_is_registered_may_be_relied_on_and_what_comes_later_not()
    {
        var place = Place(Neon());
        _ledger.Declare(Grant, [Slot(place)], isNew: true);
        _ledger.Finish(Grant);
        _ledger.Declare(Publication, [Slot(place)], isNew: true);
        _ledger.Declare(Capture, [Slot(place)], isNew: true);
        _ledger.Finish(Publication);
        Assert.Equal(["Before Grant orders", "Beside Publication orders"], At(place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_does_not_change_is_forgotten_unless_it_stands_by_itself()
    {
        var place = Place(Neon());
        _ledger.Declare(Grant, [Slot(place)], isNew: false);
        _ledger.Compare(Grant, changes: false, []);
        _ledger.Declare(Publication, [Slot(place) with { Stands = true }], isNew: false);
        _ledger.Compare(Publication, changes: false, []);
        Assert.Equal(["Standing Publication orders"], At(place));
        _ledger.Declare(Grant, [Slot(place)], isNew: false);
        _ledger.Compare(Grant, changes: true, []);
        Assert.Contains("Beside Grant orders", At(place));
        _ledger.Finish(Grant);
        Assert.Contains("Before Grant orders", At(place));
    }

    [Fact]
    public void A_replacement_takes_away_what_was()
    {
        var place = Place(Neon());
        // Check, Diff, Check without olds, Create: the engine's order of a replacement.
        _ledger.Declare(Publication, [Slot(place, "new")], isNew: false);
        _ledger.Compare(Publication, changes: true, [Slot(place, "old")]);
        _ledger.Declare(Publication, [Slot(place, "new")], isNew: true);
        _ledger.Finish(Publication);
        Assert.Equal(["Before new", "Leaving old"], _ledger.Look(place, Capture).Select(static p => $"{p.Stage} {((SlotIntent)p.Intent.What).Name}").Order(StringComparer.Ordinal));
        _ledger.Compare(Publication, changes: true, []);
        Assert.DoesNotContain(_ledger.Look(place, Capture), static p => p.Stage == IntentStage.Leaving);
    }

    [Fact]
    public void What_was_read_and_is_not_in_the_program_is_absent_until_it_comes()
    {
        var place = Place(Neon());
        _ledger.See(Publication, [Slot(place)]);
        _ledger.See(Grant, [Slot(place)]);
        Assert.Equal(["Absent Grant orders", "Absent Publication orders"], At(place).Order(StringComparer.Ordinal));
        _ledger.Declare(Publication, [Slot(place)], isNew: false);
        _ledger.Compare(Publication, changes: false, []);
        Assert.Equal(["Absent Grant orders"], At(place));
    }

    [Fact]
    public void What_has_no_known_place_might_be_anywhere()
    {
        _ledger.Declare(Grant, [Slot(null) with { Unknown = ["connection.projectId"] }], isNew: true);
        _ledger.Declare(Publication, [Slot(null)], isNew: true);
        Assert.Equal(["Beside Grant orders"], At(Place(Neon())));
        Assert.Empty(_ledger.Of<SlotIntent>(Place(Neon())));
    }
}
