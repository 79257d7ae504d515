using System.Collections.Immutable;
using Pulumi;
using Pulumi.App;
using Pulumi.Neonflow;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace PulumiSdkTests;

public sealed class MockedProgramTests
{
    [Fact]
    public async Task A_program_can_be_tested_with_doubles_of_its_resources()
    {
        var doubles = new Doubles();
        var (resources, outputs) = await Deployment.TestAsync(
            doubles,
            new TestOptions(),
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

        Assert.Equal(
            ["a", "comp", "comp-child", "w"],
            resources.Select(resource => resource.GetResourceName()).Order(StringComparer.Ordinal)
        );
        var urns = await Task.WhenAll(resources.Select(resource => OutputUtilities.GetValueAsync(resource.Urn)));
        Assert.Contains("urn:pulumi:stack::project::pulumi:pulumi:Stack$neonflow:index:Widget::comp-child", urns);
        Assert.Equal("computed", await OutputUtilities.GetValueAsync((Output<string>)outputs["t"]!));
        Assert.Equal("fromMock", await OutputUtilities.GetValueAsync((Output<string>)outputs["o"]!));
        Assert.Equal(true, outputs["preview"]);
        Assert.Equal("organization/project/stack", outputs["where"]);
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
        Assert.Contains("failed with an unhandled exception:", failure.Message, StringComparison.Ordinal);
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
