using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pulumi;
using Pulumi.App;
using Pulumi.Neonflow;
using Pulumi.Testing;
using Pulumi.Utilities;
using PulumiSdkTests.Engine;

namespace PulumiSdkTests;

public sealed class MockedProgramTests
{
    /// <summary>The recording of <c>Deployment.TestAsync</c>; it holds what the mocks were asked instead of calls of the engine.</summary>
    public const string Recording = "25-testasync-mocks";

    private static readonly JsonNode Recorded = Capture.Load(Recording);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_can_be_tested_with_doubles_of_its_resources(bool isPreview)
    {
        var doubles = new Doubles();
        var (resources, outputs) = await Deployment.TestAsync(
            doubles,
            new TestOptions { IsPreview = isPreview },
            () =>
            {
                var a = new Widget(
                    "a",
                    new()
                    {
                        Title = "t",
                        Password = "pw",
                        Level = Level.High,
                        Labels = { { "k", "v" } },
                        Blob = new StringAsset("x"),
                    }
                );
                _ = new LocalComp("comp");
                var w = new Widget("w", new() { Title = a.ComputedValue, Peer = a });
                return new Dictionary<string, object?>
                {
                    ["t"] = w.Title,
                    ["o"] = GetThing.Invoke(new() { Name = "n1" }).Apply(r => r.Name),
                    ["preview"] = Deployment.Instance.IsDryRun,
                    ["where"] = $"{Deployment.Instance.OrganizationName}/{Deployment.Instance.ProjectName}/{Deployment.Instance.StackName}",
                };
            }
        );

        var events = Recorded["events"]!.AsArray().Where(e => (bool)e!["isPreview"]! == isPreview).ToList();
        var result = events.Single(e => (string)e!["event"]! == "result")!;
        var urns = await Task.WhenAll(resources.Select(resource => OutputUtilities.GetValueAsync(resource.Urn)));
        Assert.Equal(
            result["resources"]!.AsArray().Select(resource => (string)resource!["urn"]!).Order(StringComparer.Ordinal),
            urns.Order(StringComparer.Ordinal)
        );
        foreach (var output in new[] { "t", "o" })
        {
            Assert.Equal((string)result["outputs"]![output]!, await OutputUtilities.GetValueAsync((Output<string>)outputs[output]!));
        }
        Assert.Equal(isPreview, outputs["preview"]);
        Assert.Equal("organization/project/stack", outputs["where"]);
        foreach (var made in events.Where(e => (string)e!["event"]! == "NewResource"))
        {
            Assert.Equal(
                made!["inputs"]!.AsObject().Select(input => input.Key).Order(StringComparer.Ordinal),
                doubles.Inputs[(string)made["name"]!].Keys.Order(StringComparer.Ordinal)
            );
        }
        var inputs = doubles.Inputs["a"];
        Assert.Equal("pw", inputs["password"]);
        Assert.Equal("high", inputs["level"]);
        Assert.IsType<StringAsset>(inputs["blob"]);
        Assert.Equal("v", ((ImmutableDictionary<string, object>)inputs["labels"])["k"]);
        Assert.IsType<Widget>(doubles.Inputs["w"]["peer"]);
    }

    [Fact]
    public async Task A_failing_program_fails_its_test()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() =>
            Deployment.TestAsync(
                new Doubles(),
                new TestOptions { IsPreview = false },
                new Action(() => throw new InvalidOperationException("boom"))
            )
        );
        var recorded = (string)Recorded["exceptionMessageFirstLine"]!;
        Assert.Contains(recorded[recorded.IndexOf("failed", StringComparison.Ordinal)..], failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: boom", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_class_can_be_tested()
    {
        var resources = await Deployment.TestAsync<AppStack>(new Doubles());
        Assert.Contains(resources, resource => resource is Widget);
    }

    private sealed class Doubles : IMocks
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, ImmutableDictionary<string, object>> Inputs { get; } = new();

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            Inputs[args.Name!] = args.Inputs;
            object state = args.Type == "neonflow:index:Widget" ? args.Inputs.SetItem("computedValue", "computed") : args.Inputs;
            return Task.FromResult<(string?, object)>(($"{args.Name}-id", state));
        }

        public Task<object> CallAsync(MockCallArgs args) =>
            Task.FromResult<object>(new Dictionary<string, object> { ["name"] = "fromMock" });
    }
}
