using NeonFlow.Neon;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>What the ledger knows of a database, under whatever name, and what it makes of the order of calls.</summary>
public sealed class LedgerTests
{
    private const string Capture = "urn:pulumi:dev::shop::neonflow:index:NeonToEstuary$neonflow:estuary:Capture::orders";
    private const string Grant = "urn:pulumi:dev::shop::neonflow:postgres:Grant::orders";
    private const string Publication = "urn:pulumi:dev::shop::neonflow:postgres:Publication::orders";

    private readonly IntentLedger _ledger = new();

    private static Connection Neon(string? branch = null, string database = "shop", string project = "p-1") =>
        new()
        {
            ProjectId = NeonProjectId.Parse(project),
            BranchId = branch is null ? null : NeonBranchId.Parse(branch),
            Database = database,
        };

    private static Connection Direct(string host, int? port = null, string database = "shop") =>
        new()
        {
            Host = host,
            Port = port,
            Database = database,
        };

    private static string Place(Connection connection) => DatabaseId.PlaceOf(connection, UnknownSet.None)!;

    private static Intent Slot(string? place, string name = "s") => new(place, new SlotIntent(name, true, false));

    private IReadOnlyList<string> At(string place, string urn = Capture) =>
        [.. _ledger.Look(place, urn).Select(static p => $"{p.Stage} {p.Resource}")];

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
        _ledger.Same(
            NeonId.PlaceOf(NeonProjectId.Parse("p-1"), NeonBranchId.Parse("br-1")),
            NeonId.PlaceOf(NeonProjectId.Parse("p-1"), null)
        );
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
        _ledger.Declare(Grant, [new(NeonId.PlaceOf(NeonProjectId.Parse("p-1")), new LogicalReplicationIntent())], isNew: true);
        _ledger.Declare(
            Publication,
            [new(NeonId.PlaceOf(NeonProjectId.Parse("p-1"), NeonBranchId.Parse("br-1")), new RoleIntent("r"))],
            isNew: true
        );
        Assert.Equal(2, _ledger.Look(Place(Neon("br-1")), Capture).Count);
        Assert.Equal(2, _ledger.Look(Place(Neon("br-1", "other")), Capture).Count);
        Assert.Single(_ledger.Look(Place(Neon("br-2")), Capture));
        Assert.Empty(_ledger.Look(Place(Neon("br-1", project: "p-2")), Capture));
        Assert.Empty(_ledger.Look(Place(Direct("ep-cool-1.eu.aws.neon.tech")), Capture));
        _ledger.Same(Place(Direct("ep-cool-1.eu.aws.neon.tech")), NeonId.PlaceOf(NeonProjectId.Parse("p-1"), NeonBranchId.Parse("br-1")));
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
        Assert.Equal(
            ["Before new", "Leaving old"],
            _ledger.Look(place, Capture).Select(static p => $"{p.Stage} {((SlotIntent)p.Intent.What).Name}").Order(StringComparer.Ordinal)
        );
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

    [Fact]
    public void What_stays_as_it_is_is_wanted_by_whoever_takes_something_away()
    {
        var place = Place(Neon());
        _ledger.Declare(Grant, [Slot(place)], isNew: false);
        _ledger.Compare(Grant, changes: false, []);
        _ledger.See(Capture, [Slot(place)]);
        Assert.DoesNotContain(At(place, Publication), static s => s.Contains("Grant", StringComparison.Ordinal));
        Assert.Equal(
            ["Absent Capture orders", "Standing Grant orders"],
            _ledger.Wanted(place, Publication).Select(static p => $"{p.Stage} {p.Resource}").Order(StringComparer.Ordinal)
        );

        // What was made in this operation under a resource's own name is not what its predecessor had.
        _ledger.Declare(Publication, [Slot(place, "new")], isNew: true);
        Assert.DoesNotContain(_ledger.Wanted(place, Publication), static p => p.Urn == Publication);
        _ledger.Finish(Publication);
        Assert.Equal(
            "new",
            Assert.Single(_ledger.Wanted(place, Publication), static p => p.Urn == Publication).Intent.What is SlotIntent slot
                ? slot.Name
                : ""
        );
    }

    [Fact]
    public void Processes_of_one_engine_know_what_the_others_learnt_and_those_of_another_one_do_not()
    {
        var root = Directory.CreateTempSubdirectory("neonflow-exchange-").FullName;
        try
        {
            using var one = new IntentExchange("127.0.0.1:1", Path.Combine(root, "notes"));
            using var two = new IntentExchange("127.0.0.1:1", Path.Combine(root, "notes"));
            using var stranger = new IntentExchange("127.0.0.1:2", Path.Combine(root, "notes"));
            var (first, second, other) = (new IntentLedger(one), new IntentLedger(two), new IntentLedger(stranger));
            var host = DatabaseId.PlaceOf("ep-cool-1.eu.aws.neon.tech", 5432, "shop");
            object[] kinds =
            [
                new RoleIntent("r", Replication: false),
                new LogicalReplicationIntent(),
                new GrantIntent("r", "public", ["USAGE"], null, ["SELECT"]) { Sequences = ["public.s"] },
                new DefaultPrivilegesIntent("r", "public", true, ["o"], ["SELECT"]),
                new PublicationIntent("p", false, ["public.orders"], [], ["insert"], true),
                new WatermarksIntent("public.w", "r", null),
                new SlotIntent("s", true, false),
                new SlotUseIntent("a/b", "s", "r", true),
                new CaptureIntent("a/b", "r", "p", "public.w"),
                new AddressesIntent(["203.0.113.7"]),
            ];

            // A kind that is not told to the others would be missing from their judgement.
            Assert.Empty(
                typeof(CaptureIntent)
                    .Assembly.GetTypes()
                    .Where(static t =>
                        t.Namespace == typeof(CaptureIntent).Namespace
                        && t.Name.EndsWith("Intent", StringComparison.Ordinal)
                        && t.Name != "WrittenIntent"
                    )
                    .Except(kinds.Select(static k => k.GetType()))
            );
            second.Declare(Capture, [Slot(host)], isNew: true);
            first.Same(Place(Neon()), host);
            first.Declare(
                Grant,
                [
                    .. kinds.Select(k => new Intent(Place(Neon()), k)
                    {
                        Unknown = k is RoleIntent ? ["name"] : [],
                        Stands = k is SlotIntent,
                        Way = Direct("secret-host"),
                    }),
                ],
                isNew: false
            );
            first.Compare(Grant, changes: true, [Slot(Place(Neon()), "old")]);
            first.Finish(Grant);
            second.Declare(Capture, [Slot(host)], isNew: true);
            var heard = second.Look(host, Capture);
            Assert.Equal(
                kinds.Select(Text),
                heard.Where(static p => p.Stage == IntentStage.Before).Select(static p => Text(p.Intent.What))
            );
            Assert.Equal(
                "old",
                Assert.Single(heard, static p => p.Stage == IntentStage.Leaving).Intent.What is SlotIntent old ? old.Name : ""
            );
            Assert.All(heard, static p => Assert.Null(p.Intent.Way));
            Assert.True(heard.Single(static p => p.Intent.What is RoleIntent).Intent.Unknown.SequenceEqual(["name"]));
            Assert.Empty(other.Look(host, Capture));
            Assert.Empty(other.Look(Place(Neon()), Capture));

            // How to reach a place may hold a password.
            Assert.All(
                Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories),
                static f => Assert.DoesNotContain("secret-host", ReadAll(f), StringComparison.Ordinal)
            );
            if (!OperatingSystem.IsWindows())
            {
                foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories))
                {
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
                }
            }

            one.Dispose();
            two.Dispose();
            stranger.Dispose();
            Assert.Empty(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void What_a_process_that_died_has_told_is_nothing_to_the_next_engine_of_the_same_address()
    {
        var root = Directory.CreateTempSubdirectory("neonflow-exchange-").FullName;
        try
        {
            using (var living = new IntentExchange("127.0.0.1:1", root))
            {
                new IntentLedger(living).Declare(Grant, [Slot(Place(Neon()))], isNew: true);
                var file = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Single();

                // No process has a number like this.
                File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "999999999-x.notes"));
            }

            using var next = new IntentExchange("127.0.0.1:1", root);
            var ledger = new IntentLedger(next);
            Assert.Empty(ledger.Look(Place(Neon()), Capture));
            ledger.Declare(Capture, [Slot(Place(Neon()))], isNew: true);
            Assert.DoesNotContain(
                Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories),
                static f => f.EndsWith("999999999-x.notes", StringComparison.Ordinal)
            );
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Where_nothing_can_be_exchanged_a_process_knows_its_own_and_why()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var exchange = new IntentExchange("127.0.0.1:1", Path.Combine(file, "below"));
            var ledger = new IntentLedger(exchange);
            ledger.Declare(Grant, [Slot(Place(Neon()))], isNew: true);
            Assert.Single(ledger.Look(Place(Neon()), Capture));
            Assert.NotNull(ledger.Trouble);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Text(object what) => $"{what.GetType().Name} {System.Text.Json.JsonSerializer.Serialize(what, what.GetType())}";

    private static string ReadAll(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
