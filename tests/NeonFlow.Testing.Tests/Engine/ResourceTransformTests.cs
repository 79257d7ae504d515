using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Transforms: who is asked and when, and what of their answers becomes of a resource.</summary>
public sealed class ResourceTransformTests : ThingTest, IAsyncLifetime
{
    private ServedTransforms _transforms = null!;

    public async ValueTask InitializeAsync() => _transforms = await ServedTransforms.StartAsync();

    public async ValueTask DisposeAsync() => await _transforms.DisposeAsync();

    [Fact]
    public async Task A_resource_is_seen_by_its_own_transforms_then_by_those_of_its_parents_then_by_those_of_the_stack()
    {
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                await monitor.RegisterStackTransformAsync(Tracing("stack"));
                var outer = await monitor.RegisterResourceAsync(Component("outer", stack, Tracing("outer")));
                var inner = await monitor.RegisterResourceAsync(Component("inner", outer.Urn, Tracing("inner")));
                await monitor.RegisterResourceAsync(In(inner.Urn, Thing("a"), Tracing("first"), Tracing("second")));
                await monitor.RegisterResourceAsync(In(stack, Thing("b")));
            }
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(" first second inner outer stack", Input(result, "a", "trace")!.AsString);
        Assert.Equal(" stack", Input(result, "b", "trace")!.AsString);
        Assert.Equal(["outer outer", "stack outer"], _transforms.Asked.Where(static a => a.EndsWith(" outer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Options_that_a_parent_hands_down_reach_a_transform_and_those_that_it_returns_are_taken()
    {
        TransformResourceOptions? seen = null;
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                var parent = Component(
                    "comp",
                    stack,
                    _transforms.Add(
                        "t",
                        request =>
                        {
                            if (request.Name != "a")
                            {
                                return new();
                            }

                            seen = request.Options.Clone();
                            var options = request.Options.Clone();
                            options.RetainOnDelete = true;
                            options.IgnoreChanges.Add("size");
                            options.AdditionalSecretOutputs.Add("size");
                            options.ReplaceOnChanges.Add("x");
                            options.CustomTimeouts = new() { Create = "5m" };
                            return new() { Options = options };
                        }
                    )
                );
                parent.Protect = true;
                var comp = await monitor.RegisterResourceAsync(parent);
                await monitor.RegisterResourceAsync(In(comp.Urn, Thing("a", ("size", Value.ForNumber(1)))));
            }
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.True(seen!.Protect);
        var saved = Saved("a");
        Assert.True(saved["protect"]!.GetValue<bool>());
        Assert.True(saved["retainOnDelete"]!.GetValue<bool>());
        Assert.Equal("""["size"]""", saved["ignoreChanges"]!.ToJsonString());
        Assert.Equal("""["x"]""", saved["replaceOnChanges"]!.ToJsonString());
        Assert.Equal(300, saved["customTimeouts"]!["create"]!.GetValue<double>());
        Assert.NotNull(saved["outputs"]!["size"]!["ciphertext"]);
    }

    [Fact]
    public async Task What_a_transform_leaves_out_is_left_out()
    {
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                var thing = In(
                    stack,
                    Thing("a", ("size", Value.ForNumber(1))),
                    _transforms.Add("t", _ => new() { Options = new(), Properties = new() })
                );
                thing.Protect = true;
                thing.IgnoreChanges.Add("size");
                await monitor.RegisterResourceAsync(thing);
            }
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.Null(Saved("a")["protect"]);
        Assert.Null(Saved("a")["ignoreChanges"]);
        Assert.Null(Saved("a")["inputs"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Dependencies_follow_a_transform_of_the_resource_itself(bool own, bool followed)
    {
        Value? given = null;
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                await monitor.RegisterResourceAsync(In(stack, Thing("base")));
                await monitor.RegisterResourceAsync(In(stack, Thing("other")));
                var transform = _transforms.Add(
                    "t",
                    request =>
                    {
                        if (request.Name != "a")
                        {
                            return new();
                        }

                        given = request.Properties.Fields["size"];
                        var options = request.Options.Clone();
                        options.DependsOn.Clear();
                        options.DependsOn.Add(Stack + "other");
                        return new() { Properties = request.Properties, Options = options };
                    }
                );
                var comp = await monitor.RegisterResourceAsync(own ? Component("comp", stack) : Component("comp", stack, transform));
                var thing = In(comp.Urn, Thing("a", dependsOn: "base", ("size", Value.ForNumber(1))), own ? [transform] : []);
                thing.PropertyDependencies["size"] = new() { Urns = { Stack + "base" } };
                await monitor.RegisterResourceAsync(thing);
            }
        );

        Assert.True(result.Succeeded, result.Text);
        var urns = Saved("a")["dependencies"]!.AsArray().Select(u => u!.GetValue<string>()).Order();
        Assert.Equal(followed ? [Stack + "base", Stack + "other"] : [Stack + "base"], urns);
        Assert.Equal(followed ? Value.KindOneofCase.StructValue : Value.KindOneofCase.NumberValue, given!.KindCase);
        Assert.Equal($$"""{"size":["{{Stack}}base"]}""", Saved("a")["propertyDependencies"]!.ToJsonString());
    }

    [Fact]
    public async Task A_secret_goes_through_a_transform_and_stays_one()
    {
        var secret = PropertyCodec.Write(new SecretValue("correct horse"), WireForm.Full)!;
        Struct? seen = null;
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
                await monitor.RegisterResourceAsync(
                    In(
                        stack,
                        Thing("a", ("password", secret)),
                        _transforms.Add(
                            "t",
                            request =>
                            {
                                seen = request.Properties;
                                return new() { Properties = request.Properties };
                            }
                        )
                    )
                )
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(new OutputValue("correct horse", true, []), PropertyCodec.Read(seen!)["password"]);
        Assert.NotNull(Saved("a")["inputs"]!["password"]!["ciphertext"]);
    }

    [Fact]
    public async Task A_transform_that_fails_ends_the_registration_with_its_reason()
    {
        RpcException? failure = null;
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                var transform = _transforms.Add("t", _ => throw new InvalidOperationException("no such label"));
                failure = await Assert.ThrowsAsync<RpcException>(async () =>
                    await monitor.RegisterResourceAsync(In(stack, Thing("a"), transform))
                );
                throw failure;
            }
        );

        Assert.False(result.Succeeded, result.Text);
        Assert.Equal("invoke transform: rpc error: code = Unknown desc = no such label", failure!.Status.Detail);
        Assert.DoesNotContain("Create a", Providers.Asked);
    }

    [Fact]
    public async Task A_component_of_a_provider_keeps_its_transforms_for_what_the_provider_makes_in_it()
    {
        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
            {
                var remote = Component("built", stack, Tracing("program"));
                remote.Type = "rec:index:Built";
                remote.Remote = true;
                await monitor.RegisterResourceAsync(remote);
            }
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(" program", Input(result, "built-part", "trace")!.AsString);
        Assert.Equal(" program program", result.Resources.Single(static r => r.Urn.Name == "built").Inputs["trace"].AsString);
    }

    private static RegisterResourceRequest Component(string name, string parent, params Callback[] own) =>
        In(
            parent,
            new()
            {
                Type = "comp:Comp",
                Name = name,
                Object = new(),
            },
            own
        );

    private static RegisterResourceRequest In(string parent, RegisterResourceRequest request, params Callback[] own)
    {
        request.Parent = parent;
        request.Transforms.Add(own);
        return request;
    }

    private static PropertyValue? Input(EngineResult result, string name, string input) =>
        result.Resources.Single(r => r.Urn.Name == name).Inputs.Get(input);

    private Callback Tracing(string token) =>
        _transforms.Add(
            token,
            request =>
            {
                var properties = request.Properties.Clone();
                var before = properties.Fields.GetValueOrDefault("trace")?.StringValue ?? "";
                properties.Fields["trace"] = Value.ForString($"{before} {token}");
                return new() { Properties = properties };
            }
        );
}
