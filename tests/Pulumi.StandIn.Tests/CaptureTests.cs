using System.Text.Json;
using Pulumi;
using Pulumi.App;
using Pulumi.Neonflow;
using Pulumi.Neonflow.Inputs;
using PulumiSdkTests.Engine;
using Config = Pulumi.Config;

namespace PulumiSdkTests;

/// <summary>Programs of which a run on the real SDK was recorded: the requests must be those of the recording.</summary>
public class CaptureTests
{
    private static readonly ResourceTransform Unchanged = (_, _) => Task.FromResult<ResourceTransformResult?>(null);

    private static readonly Dictionary<string, Func<Task<int>>> Programs = new()
    {
        ["01-minimal"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "hello" });
                return new Dictionary<string, object?>
                {
                    ["id"] = w.Id,
                    ["title"] = w.Title,
                    ["plain"] = 42,
                };
            }),
        ["02-all-value-kinds"] = () =>
            Deployment.RunAsync(() =>
            {
                var a = new Widget("a", new() { Title = "a" });
                var w = new Widget(
                    "w",
                    new()
                    {
                        Title = a.Title,
                        Count = 3,
                        Ratio = 1.5,
                        Enabled = true,
                        Items = { "x", Output.CreateSecret("y") },
                        Labels = { { "k1", "v1" }, { "k2", a.Id } },
                        Nested = new NestedArgs
                        {
                            Key = "n",
                            Weight = 7,
                            Tags = { { "t", "u" } },
                        },
                        Level = Level.High,
                        Size = Size.Large,
                        Union = 5,
                        Blob = new StringAsset("text!"),
                        Arch = new AssetArchive(
                            new Dictionary<string, AssetOrArchive>
                            {
                                ["f.txt"] = new StringAsset("x"),
                                ["d"] = new FileArchive("./dir"),
                                ["r"] = new RemoteAsset("https://example.test/a"),
                            }
                        ),
                        Json = """{"a":[1,null,true]}""",
                        Any = new Dictionary<string, object?> { ["deep"] = new object?[] { 1, "2", null } },
                        Peer = a,
                        Password = "hunter2",
                    }
                );
                return new Dictionary<string, object?> { ["w"] = w, ["pw"] = w.Password };
            }),
        ["03-resource-options"] = () =>
            Deployment.RunAsync(() =>
            {
                var provider = new Provider(
                    "prov",
                    new()
                    {
                        ApiKey = "sekret",
                        Endpoint = "http://127.0.0.1",
                        Regions = { "eu", "us" },
                        Retries = 3,
                    }
                );
                var a = new Widget("a", new() { Title = "a" });
                _ = new Widget(
                    "w",
                    new() { Title = "w" },
                    new()
                    {
                        Protect = true,
                        DependsOn = { a },
                        Provider = provider,
                        Version = "0.2.0",
                        IgnoreChanges = { "count", "nested.tags[*]" },
                        AdditionalSecretOutputs = { "computedValue" },
                        ImportId = "import-me",
                        CustomTimeouts = new()
                        {
                            Create = TimeSpan.FromMinutes(5),
                            Update = TimeSpan.FromSeconds(1.5),
                            Delete = TimeSpan.FromHours(1),
                        },
                        DeleteBeforeReplace = false,
                        ReplaceOnChanges = { "items" },
                        PluginDownloadURL = "https://other.test",
                        RetainOnDelete = true,
                        Aliases =
                        {
                            new Alias { Name = "w-old" },
                            new Alias { Urn = "urn:pulumi:dev::proj::neonflow:index:Widget::w-older" },
                            new Alias { NoParent = true },
                            new Alias
                            {
                                Stack = "prod",
                                Project = "other",
                                Parent = a,
                            },
                        },
                        DeletedWith = a,
                        HideDiffs = { "labels" },
                        ReplaceWith = { a },
                        ReplacementTrigger = "trig-1",
                    }
                );
            }),
        ["04-local-component"] = () =>
            Deployment.RunAsync(() =>
            {
                var provider = new Provider("prov");
                var comp = new LocalComp("comp", new() { Providers = { provider }, Protect = true });
                _ = new Widget("after", new() { Title = comp.ChildId }, new() { DependsOn = { comp } });
            }),
        ["05-invoke"] = () =>
            Deployment.RunAsync(async () =>
            {
                var o1 = GetThing.Invoke(new() { Name = "n1", Limit = 2 });
                var task = GetThing.InvokeAsync(new() { Name = "n4" });
                var a = new Widget("a", new() { Title = "a" });
                var o2 = GetThing.Invoke(new() { Name = a.Title });
                var o3 = GetThing.Invoke(new() { Name = Output.CreateSecret("s") }, new InvokeOutputOptions { DependsOn = { a } });
                return new Dictionary<string, object?>
                {
                    ["o1"] = o1.Apply(r => r.Name),
                    ["o2"] = o2.Apply(r => r.Name),
                    ["o3"] = o3.Apply(r => r.Name),
                    ["t"] = (await task).Name,
                };
            }),
        ["06-get-existing"] = () =>
            Deployment.RunAsync(() =>
            {
                var got = Widget.Get("got", "ext-1", new() { Title = "q" });
                return new Dictionary<string, object?> { ["id"] = got.Id, ["t"] = got.Title };
            }),
        ["07-remote-component-and-call"] = () =>
            Deployment.RunAsync(() =>
            {
                var a = new Widget("a", new() { Title = "a" });
                _ = new Bundle(
                    "b",
                    new()
                    {
                        Base = a.Title,
                        List = { "p", "q" },
                        Secret = Output.CreateSecret("s"),
                        Widget = a,
                    }
                );
                return new Dictionary<string, object?> { ["r"] = a.Ping(new() { Message = "hi" }).Apply(r => r.Value) };
            }),
        ["08-preview-unknowns"] = () =>
            Deployment.RunAsync(() =>
            {
                var a = new Widget("a", new() { Title = "a", Password = "pw" });
                var w = new Widget(
                    "w",
                    new()
                    {
                        Title = a.Id,
                        Items = { "k", a.Id },
                        Labels = { { "id", a.Id } },
                        Password = a.Password!,
                    }
                );
                _ = new Bundle("b", new() { Base = a.Id });
                _ = new LocalComp("comp");
                var o = GetThing.Invoke(new() { Name = a.Id });
                return new Dictionary<string, object?>
                {
                    ["t"] = a.Title,
                    ["w"] = w.Id,
                    ["o"] = o.Apply(r => r.Name),
                    ["f"] = Output.Format($"id={a.Id}"),
                };
            }),
        ["09-config-and-log"] = () =>
            Deployment.RunAsync(() =>
            {
                var config = new Config();
                Log.Info("info msg");
                var w = new Widget(
                    "w",
                    new()
                    {
                        Title = config.Require("title"),
                        Count = config.RequireInt32("n"),
                        Enabled = config.RequireBoolean("b"),
                        Ratio = config.RequireDouble("d"),
                        Password = new Config("neonflow").RequireSecret("apiKey"),
                    }
                );
                Log.Info("status", w, streamId: 7, ephemeral: true);
                Log.Warn("warn msg", w);
                return new Dictionary<string, object?>
                {
                    ["obj"] = config.RequireObject<JsonElement>("obj"),
                    ["sec"] = config.RequireSecret("plainButSecretApi"),
                };
            }),
        ["10-throw-in-program"] = () => Deployment.RunAsync(new Action(() => throw new InvalidOperationException("boom"))),
        ["11-run-exception"] = () => Deployment.RunAsync(new Action(() => throw new RunException("clean failure"))),
        ["12-log-error-only"] = () => Deployment.RunAsync(() => Log.Error("bad")),
        ["13-register-fails-rpc"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "x" });
                return new Dictionary<string, object?> { ["id"] = w.Id };
            }),
        ["14-register-result-fail"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "x" });
                var v = new Widget("v", new() { Title = w.Title });
                return new Dictionary<string, object?> { ["id"] = w.Id, ["vt"] = v.Title };
            }),
        ["15-missing-required-arg"] = () =>
            Deployment.RunAsync(() =>
            {
                _ = new Widget("w", new());
            }),
        ["16-invoke-failures"] = () =>
            Deployment.RunAsync(() =>
                new Dictionary<string, object?> { ["x"] = GetThing.Invoke(new() { Name = "n1" }).Apply(r => r.Name) }
            ),
        ["17-type-mismatch"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "x" });
                return new Dictionary<string, object?> { ["n"] = w.Nested.Apply(n => $"{n!.Key}/{n.Weight}") };
            }),
        ["18-secret-and-unknown-outputs"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "x" });
                return new Dictionary<string, object?>
                {
                    ["title"] = w.Title,
                    ["labels"] = w.Labels,
                    ["cv"] = w.ComputedValue,
                    ["items"] = w.Items,
                };
            }),
        ["20-stack-class"] = () => Deployment.RunAsync<AppStack>(),
        ["21-require-version"] = () =>
            Deployment.RunAsync(async () =>
            {
                await Deployment.RequirePulumiVersionAsync(">=3.0.0");
                try
                {
                    await Deployment.RequirePulumiVersionAsync(">=99.0.0");
                }
                catch (Exception exception)
                {
                    Log.Info($"caught {exception.GetType().Name}: {exception.Message}");
                    throw;
                }
            }),
        ["22-stack-reference"] = () =>
            Deployment.RunAsync(() =>
            {
                var network = new StackReference("org/net/dev");
                return new Dictionary<string, object?> { ["x"] = network.GetOutput("vpc") };
            }),
        ["23-monitor-without-features"] = () =>
            Deployment.RunAsync(() =>
            {
                var a = new Widget("a", new() { Title = "x" });
                var w = new Widget(
                    "w",
                    new() { Title = "x", Peer = a },
                    new()
                    {
                        Aliases =
                        {
                            new Alias { Name = "old", Type = "neonflow:index:Widget" },
                        },
                    }
                );
                return new Dictionary<string, object?> { ["w"] = w };
            }),
        ["24-register-package"] = () =>
            Deployment.RunAsync(() =>
            {
                _ = new PkgRes("w");
            }),
        ["27-remote-component-options"] = () =>
            Deployment.RunAsync(() =>
            {
                var provider = new Provider("prov");
                var a = new Widget("a", new() { Title = "a" });
                var b = new Bundle(
                    "b",
                    new() { Base = "x" },
                    new()
                    {
                        Providers = { provider },
                        DependsOn = { a },
                        Protect = true,
                        RetainOnDelete = true,
                        IgnoreChanges = { "base" },
                        Aliases = { new Alias { Name = "b-old" } },
                        DeletedWith = a,
                    }
                );
                _ = new Widget("child", new() { Title = "c" }, new() { Parent = b });
                var o = GetThing.Invoke(new() { Name = "n1" }, new InvokeOptions { Provider = provider });
                _ = GetThing.Invoke(new() { Name = "n2" }, new InvokeOptions { Parent = b });
                _ = Widget.Get("got", a.Id, options: new() { Provider = provider, DependsOn = { a } });
                return new Dictionary<string, object?> { ["o"] = o.Apply(r => r.Name) };
            }),
        ["28-stack-transforms"] = () =>
            Deployment.RunAsync(
                () =>
                {
                    _ = new LocalComp("comp", new() { ResourceTransforms = { Unchanged } });
                    return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
                },
                new StackOptions { ResourceTransforms = { Unchanged } }
            ),
        ["29-response-unknown-flag"] = () =>
            Deployment.RunAsync(() =>
            {
                var w = new Widget("w", new() { Title = "x" });
                _ = new Widget("v", new() { Title = w.ComputedValue });
                return new Dictionary<string, object?> { ["id"] = w.Id };
            }),
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Fact]
    public void Every_recording_is_read_by_a_test() =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Capture.Folder, "*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal),
            Programs.Keys.Append(MockedProgramTests.Recording).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Requests_are_those_of_the_recording(string name)
    {
        var capture = new Capture(name);

        var (exitCode, calls) = await Engine.Program.RunAsync(capture, Programs[name], capture.Environment);

        var made = calls.Select(call => (call.Method, call.Request)).ToList();
        var expected = capture.Expected();
        var actual = Capture.Normalized(made, capture.ExitCode == 32);
        Assert.True(
            expected.SequenceEqual(actual),
            $"missing:\n{string.Join("\n", expected.Except(actual))}\nunexpected:\n{string.Join("\n", actual.Except(expected))}\nall: "
                + $"{string.Join("\n", actual)}"
        );
        Assert.Equal(capture.ExitCode, exitCode);
        var features = Capture.Features(capture.Calls.Select(call => ((string)call["method"]!, call["request"]!)));
        Assert.Subset(exitCode == 32 ? [.. features, "aliasSpecs", "resourceReferences"] : features, Capture.Features(made));
        if (exitCode == 0)
        {
            Assert.Equal("ResourceMonitor.SignalAndWaitForShutdown", made[^1].Method);
        }
    }
}
