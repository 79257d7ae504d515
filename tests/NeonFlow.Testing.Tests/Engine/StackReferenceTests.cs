using Google.Protobuf.WellKnownTypes;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Outputs of one stack in the program of another.</summary>
public sealed class StackReferenceTests : ThingTest
{
    private const string Secret = "correct horse";
    private const string Reference = "organization/net/prod";

    [Fact]
    public async Task The_outputs_of_another_stack_are_read_in_each_operation_and_its_secrets_stay_secrets()
    {
        await NetworkAsync("vpc-1");
        ReadResourceResponse? answer = null;
        var program = Reading(Reference, said => answer = said);

        var preview = await Engine(runner: program).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text);
        Assert.Equal("vpc-1", Outputs(answer)["vpc"].AsString);

        var up = await Engine(runner: program).UpAsync();
        Assert.True(up.Succeeded, up.Text);
        Assert.Equal("urn:pulumi:dev::shop::pulumi:pulumi:StackReference::net", answer!.Urn);
        Assert.Equal(Reference, answer.Properties.Fields["name"].StringValue);
        Assert.IsType<SecretValue>(Outputs(answer)["key"]);
        Assert.Equal(
            "[\"key\"]",
            answer.Properties.Fields["secretOutputNames"].ListValue.ToString().Replace(" ", "", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(Engine().StateFile), StringComparison.Ordinal);
        var saved = Saved("net");
        Assert.True(saved["external"]!.GetValue<bool>());
        Assert.Equal(Reference, saved["id"]!.GetValue<string>());
        Assert.StartsWith("urn:pulumi:dev::shop::pulumi:providers:pulumi::default::", saved["provider"]!.GetValue<string>());
        Assert.Empty(Providers.Asked);

        await NetworkAsync("vpc-2");
        Assert.True((await Engine().RefreshAsync()).Succeeded);
        Assert.Equal("vpc-2", Saved("net")["outputs"]!["outputs"]!["vpc"]!.GetValue<string>());

        await NetworkAsync("vpc-3");
        Assert.True((await Engine(runner: program).UpAsync()).Succeeded);
        Assert.Equal("vpc-3", Outputs(answer)["vpc"].AsString);

        var gone = await Engine().DestroyAsync();
        Assert.True(gone.Succeeded, gone.Text);
        Assert.Empty(gone.Resources);
        Assert.Equal("vpc-3", Engine(stack: "prod", project: "net").Resources().Single(static r => r.Urn.IsStack).Outputs["vpc"].AsString);
    }

    [Theory]
    [InlineData("prod", "unknown stack \"prod\"")]
    [InlineData("organization/net/dev", "unknown stack \"organization/net/dev\"")]
    [InlineData("acme/net/prod", "organization name must be 'organization'")]
    [InlineData("organization/net/", "a stack name may not be empty")]
    [InlineData("a/b/c/d", "a stack name may not be empty")]
    [InlineData(
        "organization/net/pr od",
        "a stack name may only contain alphanumeric, hyphens, underscores, or periods: invalid character ' ' at position 2"
    )]
    public async Task A_stack_that_cannot_be_found_fails_preview_and_up(string reference, string reason)
    {
        await NetworkAsync("vpc-1");
        var engine = Engine(runner: Reading(reference, static _ => { }));
        foreach (var refused in new[] { await engine.PreviewAsync(), await engine.UpAsync() })
        {
            Assert.False(refused.Succeeded, refused.Text);
            Assert.Contains(refused.Diagnostics, d => d.Urn.Name == "net" && d.Message.EndsWith(reason + "\n", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("organization/dev")]
    [InlineData("/shop/dev")]
    public async Task What_a_name_leaves_out_is_that_of_the_program(string reference)
    {
        Assert.True((await Engine(runner: WithOutputs(("vpc", Value.ForString("own")))).UpAsync()).Succeeded);
        ReadResourceResponse? answer = null;

        Assert.True((await Engine(runner: Reading(reference, said => answer = said)).PreviewAsync()).Succeeded);
        Assert.Equal("own", Outputs(answer)["vpc"].AsString);
    }

    [Fact]
    public async Task A_stack_of_which_nothing_is_left_has_no_outputs()
    {
        await NetworkAsync("vpc-1");
        Assert.True((await Engine(stack: "prod", project: "net").DestroyAsync()).Succeeded);
        ReadResourceResponse? answer = null;

        Assert.True((await Engine(runner: Reading(Reference, said => answer = said)).UpAsync()).Succeeded);
        Assert.Empty(Outputs(answer));
    }

    [Fact]
    public async Task A_stack_with_another_passphrase_is_not_read()
    {
        await NetworkAsync("vpc-1", passphrase: "another");
        var refused = await Engine(runner: Reading(Reference, static _ => { })).PreviewAsync();
        Assert.Contains(refused.Diagnostics, static d => d.Message.Contains("incorrect passphrase", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Functions_of_the_engine_tell_outputs_and_refuse_what_they_are_not()
    {
        await NetworkAsync("vpc-1");
        var said = new List<string>();
        await RunAsync(
            null,
            async (monitor, _, _) =>
            {
                var args = new Struct { Fields = { ["name"] = Value.ForString(Reference) } };
                var outputs = await monitor.InvokeAsync(new() { Tok = "pulumi:pulumi:readStackOutputs", Args = args });
                said.Add(PropertyCodec.Read(outputs.Return)["outputs"].AsObject!["vpc"].AsString!);
                foreach (var token in new[] { "pulumi:pulumi:getResource", "pulumi:pulumi:nothing" })
                {
                    var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () =>
                        await monitor.InvokeAsync(
                            new()
                            {
                                Tok = token,
                                Args = new() { Fields = { ["urn"] = Value.ForString(Stack + "x") } },
                            }
                        )
                    );
                    said.Add(refused.Status.Detail);
                }
            }
        );
        Assert.Equal(
            [
                "vpc-1",
                $"invocation of pulumi:pulumi:getResource returned an error: unknown resource {Stack}x",
                "invocation of pulumi:pulumi:nothing returned an error: unrecognized function name: 'pulumi:pulumi:nothing'",
            ],
            said
        );
    }

    [Fact]
    public async Task A_reference_that_an_old_sdk_creates_is_warned_about_and_works()
    {
        await NetworkAsync("vpc-1");
        var up = await UpAsync(Old(Reference));
        Assert.True(up.Succeeded, up.Text);
        Assert.Contains(
            up.Diagnostics,
            static d =>
                d.Severity == DiagnosticSeverity.Warning
                && d.Message.StartsWith("The \"pulumi:pulumi:StackReference\" resource type is deprecated.", StringComparison.Ordinal)
        );
        Assert.Equal("vpc-1", Saved("net")["outputs"]!["outputs"]!["vpc"]!.GetValue<string>());
        Assert.Equal(1, (await UpAsync(Old("organization/net/none"))).ExitCode);
        Assert.True((await Engine(runner: WithOutputs(("vpc", Value.ForString("x"))), stack: "test", project: "net").UpAsync()).Succeeded);
        var replaced = await UpAsync(Old("organization/net/test"));
        Assert.True(replaced.Succeeded, replaced.Text);
        Assert.Contains(StepOp.Replace, replaced.Changes.Keys);
        Assert.Equal("x", Saved("net")["outputs"]!["outputs"]!["vpc"]!.GetValue<string>());

        var wrong = Old(Reference);
        wrong.Object.Fields["other"] = Value.ForString("x");
        Assert.Contains("unknown property \"other\"", (await UpAsync(wrong)).Text, StringComparison.Ordinal);
        wrong.Object.Fields.Clear();
        Assert.Contains("missing required property \"name\"", (await UpAsync(wrong)).Text, StringComparison.Ordinal);

        static RegisterResourceRequest Old(string reference) =>
            new()
            {
                Type = "pulumi:pulumi:StackReference",
                Name = "net",
                Custom = true,
                Object = new() { Fields = { ["name"] = Value.ForString(reference) } },
                AcceptSecrets = true,
            };
    }

    private static PropertyMap Outputs(ReadResourceResponse? answer) => PropertyCodec.Read(answer!.Properties)["outputs"].AsObject!;

    private static StackProgram WithOutputs(params (string Name, Value Value)[] outputs) =>
        new(
            async (monitor, stack, _) =>
            {
                var said = new Struct();
                foreach (var (name, value) in outputs)
                {
                    said.Fields[name] = value;
                }

                await monitor.RegisterResourceOutputsAsync(new() { Urn = stack, Outputs = said });
            }
        );

    private static StackProgram Reading(string reference, Action<ReadResourceResponse> use) =>
        new(
            async (monitor, stack, _) =>
                use(
                    await monitor.ReadResourceAsync(
                        new()
                        {
                            Type = "pulumi:pulumi:StackReference",
                            Name = "net",
                            Id = reference,
                            Parent = stack,
                            Properties = new() { Fields = { ["name"] = Value.ForString(reference) } },
                            AcceptSecrets = true,
                        }
                    )
                )
        );

    /// <summary>Brings up the other stack, with an output that is a secret.</summary>
    private async Task NetworkAsync(string vpc, string passphrase = "")
    {
        var key = PropertyCodec.Write(new SecretValue(Secret), WireForm.Full)!;
        var up = await Engine(
                runner: WithOutputs(("vpc", Value.ForString(vpc)), ("key", key)),
                stack: "prod",
                project: "net",
                passphrase: passphrase
            )
            .UpAsync();
        Assert.True(up.Succeeded, up.Text);
    }
}
