using System.Text;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Core;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.ProgramView;

/// <summary>What the provider processes of one operation tell each other.</summary>
public sealed class ProgramExchangeTests : IDisposable
{
    private const string Grant = "urn:pulumi:dev::shop::neonflow:postgres:Grant::orders";
    private const string Type = "neonflow:postgres:Publication";
    private const string Slot = "neonflow:postgres:ReplicationSlot";
    private const string Publication = $"urn:pulumi:dev::shop::{Type}::orders";
    private const string Place = "ep-cool-1.eu.aws.neon.tech:5432/shop";

    private readonly string _root = Directory.CreateTempSubdirectory("neonflow-exchange-").FullName;
    private readonly IRegistry _registry;

    public ProgramExchangeTests()
    {
        var runner = new VerbRunner(new NoLog()) { Program = static () => new ProgramRecorder() };
        _registry = Registry.Create(new Settings(), runner);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private ProgramExchange Open(string engine, string? root = null) =>
        new(engine, new ShapeCatalogue(_registry.Resource), root ?? Path.Combine(_root, "events"));

    private DescribedShape Orders(params string[] unknown) =>
        _registry
            .Resource(Type)!
            .Describe(
                Map(
                    ("name", "estuary_orders"),
                    ("tables", List("public.orders")),
                    ("connection", Map(("host", "ep-cool-1.eu.aws.neon.tech"), ("database", "shop"), ("password", Secret("hunter2"))))
                ),
                new UnknownSet(unknown),
                [Place]
            );

    private static void Register(ProgramRecorder program, DescribedShape shape) =>
        program.Record(new(ProgramAct.Check, Publication) { Type = Type, Shape = shape });

    [Fact]
    public void Processes_of_one_engine_know_what_the_others_learnt_and_those_of_another_one_do_not()
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        using var stranger = new ProgramRecorder(Open("127.0.0.1:2"));
        Register(first, Orders("tables"));
        first.Record(new(ProgramAct.Done, Publication) { Type = Type });
        first.SameServer(Place, "neon:p-1/br-1");
        second.ReadOthers();
        stranger.ReadOthers();

        var told = Assert.Single(second.At("neon:p-1/br-1/shop", Grant));
        Assert.Equal((ProgramStage.Ready, Publication, Place), (told.Stage, told.Urn, told.Place));
        Assert.Equal("estuary_orders", Assert.IsType<Resources.Postgres.Publication.Publication>(told.Shape).Name);
        Assert.True(told.Makes(new(ObjectKind.Publication, "estuary_orders")));
        Assert.True(told.Unknown.Contains("tables"));
        Assert.Empty(stranger.At(Place, Grant));
    }

    [Fact]
    public void Secrets_and_ways_to_log_in_are_not_told_and_only_the_user_can_read_the_files()
    {
        using var program = new ProgramRecorder(Open("127.0.0.1:1"));
        Register(program, Orders());
        var files = Directory.GetFiles(_root, "*", SearchOption.AllDirectories);
        Assert.Contains("estuary_orders", ReadAll(Assert.Single(files)), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", ReadAll(files[0]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var folder in Directory.EnumerateDirectories(_root, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(owner, File.GetUnixFileMode(folder));
            }
        }
        program.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_the_program_marks_as_secret_is_not_told_and_counts_as_unknown()
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        var inputs = Map(
            ("name", Secret("hunter3")),
            ("tables", List("public.orders")),
            ("connection", Map(("host", "ep-cool-1.eu.aws.neon.tech"), ("database", "shop"), ("password", Secret("hunter2"))))
        );
        var resource = new RecordedResource(Type, _registry.Resource(Type)!, first);
        var target = Target.Of(Publication, "orders", Type);
        Assert.Empty(resource.Check(target, PropertyValue.Map.Empty, inputs).Failures);
        resource.Diff(target, "", inputs, inputs, inputs, []);
        Assert.DoesNotContain(
            "hunter",
            ReadAll(Assert.Single(Directory.GetFiles(_root, "*", SearchOption.AllDirectories))),
            StringComparison.Ordinal
        );
        second.ReadOthers();
        Assert.All(second.At(Place, Grant), static told => Assert.True(told.Unknown.Contains("name")));
        Assert.NotEmpty(second.At(Place, Grant));
    }

    [Fact]
    public void What_a_dead_process_has_told_is_nothing_to_the_next_operation()
    {
        using (var living = new ProgramRecorder(Open("127.0.0.1:1")))
        {
            Register(living, Orders());
            var file = Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Single();
            // No process has a number like this.
            File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "999999999-x.events"));
        }
        using var next = new ProgramRecorder(Open("127.0.0.1:1"));
        next.ReadOthers();
        Assert.Empty(next.At(Place, Grant));
        Register(next, Orders());
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories),
            static f => f.EndsWith("999999999-x.events", StringComparison.Ordinal)
        );
    }

    public static TheoryData<string> Resources => [.. Registry.ResourceTokens];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_resource_arrives_as_it_was_told_without_its_secrets(string token)
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        var resource = _registry.Resource(token)!;
        var shape = resource.Describe(SampleState.Of(resource.Shape), UnknownSet.None, [Place]);
        first.Record(new(ProgramAct.Check, Publication) { Type = token, Shape = shape });
        second.ReadOthers();

        var told = Assert.Single(second.At(Place, Grant));
        Assert.Equal(Line(shape), Line(shape with { Shape = told.Shape }));
        Assert.Equal(shape.Makes, told.MadeObjects);
        Assert.Equal(shape.Uses, told.UsedObjects);
        var line = ReadAll(Assert.Single(Directory.GetFiles(_root, "*", SearchOption.AllDirectories)));
        Assert.DoesNotContain(SampleState.Password, line, StringComparison.Ordinal);
        Assert.All(
            resource.Shape.Properties.Where(static p => !p.Value.HoldsSecrets),
            p => Assert.Contains($"\"{p.Name}\":", line, StringComparison.Ordinal)
        );

        string Line(DescribedShape described) =>
            Encoding.UTF8.GetString(
                ProgramEventJson.Write(
                    new(ProgramAct.Check, Publication) { Type = token, Shape = described },
                    new ShapeCatalogue(_registry.Resource)
                )
            );
    }

    [Fact]
    public void A_replacement_is_told_with_the_object_that_goes()
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        var resource = new RecordedResource(Slot, _registry.Resource(Slot)!, first);
        var target = Target.Of($"urn:pulumi:dev::shop::{Slot}::orders", "orders", Slot);
        var (olds, news) = (Inputs("before"), Inputs("after"));
        Assert.Empty(resource.Check(target, olds, news).Failures);
        Assert.Contains(resource.Diff(target, "", olds, olds, news, []).Changes, static c => c.Value.Replaces);
        second.ReadOthers();
        Assert.Equal(
            ["NotAwaited after", "Replaced before"],
            second.At(Place, Grant).Select(static r => $"{r.Stage} {((ReplicationSlot)r.Shape).Name}").Order(StringComparer.Ordinal)
        );

        static PropertyValue.Map Inputs(string name) =>
            Map(
                ("name", name),
                ("connection", Map(("host", "ep-cool-1.eu.aws.neon.tech"), ("database", "shop"), ("password", Secret("hunter2"))))
            );
    }

    [Fact]
    public void A_line_that_is_still_being_written_is_read_once_it_is_whole()
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        Register(first, Orders());
        var file = Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Single();
        var (line, half) = (ReadAll(file), Path.Combine(Path.GetDirectoryName(file)!, $"{Environment.ProcessId}-half.events"));
        first.Dispose();
        Directory.CreateDirectory(Path.GetDirectoryName(half)!);
        File.WriteAllText(half, line[..40]);
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        second.ReadOthers();
        Assert.Empty(second.At(Place, Grant));
        File.AppendAllText(half, line[40..]);
        second.ReadOthers();
        Assert.Single(second.At(Place, Grant));
    }

    [Fact]
    public void The_folder_of_a_dead_engine_is_removed_and_one_that_was_made_just_now_is_not()
    {
        var (dead, young) = (Path.Combine(_root, "events", "127.0.0.1_8"), Path.Combine(_root, "events", "127.0.0.1_9"));
        Directory.CreateDirectory(young);
        Directory.CreateDirectory(dead);
        // No process has a number like this.
        File.WriteAllText(Path.Combine(dead, "999999999-x.events"), "");
        Directory.SetLastWriteTimeUtc(dead, DateTime.UtcNow.AddHours(-2));
        using var program = new ProgramRecorder(Open("127.0.0.1:1"));
        Register(program, Orders());
        Assert.Null(program.UnavailableReason);
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public void One_line_that_cannot_be_read_keeps_nothing_else_from_being_read()
    {
        using var first = new ProgramRecorder(Open("127.0.0.1:1"));
        Register(first, Orders());
        var folder = Path.GetDirectoryName(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Single())!;
        File.WriteAllText(Path.Combine(folder, $"{Environment.ProcessId}-odd.events"), "no json\n{\"act\":\"Check\"}\n[1]\n\n");
        using var second = new ProgramRecorder(Open("127.0.0.1:1"));
        second.ReadOthers();
        Assert.Single(second.At(Place, Grant));
        Assert.Null(second.UnavailableReason);
    }

    [Fact]
    public void Where_nothing_can_be_exchanged_a_process_knows_its_own_resources_and_why()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var program = new ProgramRecorder(Open("127.0.0.1:1", Path.Combine(file, "below")));
            Register(program, Orders());
            Assert.Single(program.At(Place, Grant));
            Assert.NotNull(program.UnavailableReason);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_folder_that_other_users_can_replace_is_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var open = Directory.CreateDirectory(Path.Combine(_root, "open"));
        File.SetUnixFileMode(open.FullName, (UnixFileMode)0b111_111_111);
        using var inOpen = new ProgramRecorder(Open("127.0.0.1:1", Path.Combine(open.FullName, "events")));
        Register(inOpen, Orders());
        Assert.Contains("other users may write", inOpen.UnavailableReason, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(_root, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, "elsewhere"));
        using var behindLink = new ProgramRecorder(Open("127.0.0.1:1", Path.Combine(_root, "link")));
        Register(behindLink, Orders());
        Assert.Contains("is a link", behindLink.UnavailableReason, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root, "elsewhere")));
    }

    private static string ReadAll(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
