using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Harness;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Functional.Tests;

/// <summary>What is said before the first resource, and to calls that the provider does not have.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private ProviderUnderTest _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await ProviderUnderTest.StartAsync();

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task Handshake_says_what_the_provider_understands()
    {
        var answer = await _provider.Client.HandshakeAsync(
            new ProviderHandshakeRequest { EngineAddress = "127.0.0.1:1", SupportsRefreshBeforeUpdate = true }
        );
        Assert.True(answer is { AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true, SupportsAutonamingConfiguration: true });
    }

    [Fact]
    public async Task Configure_says_the_same()
    {
        var answer = await _provider.Client.ConfigureAsync(
            new ConfigureRequest
            {
                Args = new(),
                AcceptSecrets = true,
                AcceptResources = true,
            }
        );
        Assert.True(answer is { AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true, SupportsPreview: true });
    }

    [Fact]
    public async Task The_version_is_that_of_the_build()
    {
        var info = await _provider.Client.GetPluginInfoAsync(new Empty());
        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", info.Version);
        Assert.Contains(
            $"<Version>{info.Version}</Version>",
            await File.ReadAllTextAsync(Checkout.File("Directory.Build.props")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_schema_is_the_one_in_the_repository()
    {
        var answer = await _provider.Client.GetSchemaAsync(new GetSchemaRequest());
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(Checkout.File("schema.json"))), JsonNode.Parse(answer.Schema))
        );
    }

    [Fact]
    public async Task A_misspelt_setting_is_refused_and_the_settings_are_listed()
    {
        var failure = Assert.Single((await CheckConfigAsync(new JsonObject { ["neonApikey"] = "x" })).Failures);
        Assert.Contains("NF1003", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("neonApiKey", failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neonflow", "default_1_2_3", 0)]
    [InlineData("neonflow", "eu", 1)]
    [InlineData("shop", "default", 1)]
    public async Task A_project_called_as_the_package_has_a_configuration_of_its_own(string project, string provider, int failures)
    {
        var answer = await _provider.Client.CheckConfigAsync(
            new()
            {
                Urn = $"urn:pulumi:dev::{project}::pulumi:providers:neonflow::{provider}",
                News = new() { Fields = { ["projectId"] = Value.ForString("quiet-lake-12345678") } },
            }
        );
        Assert.Equal(failures, answer.Failures.Count);
    }

    [Fact]
    public async Task A_setting_that_is_no_url_is_refused_by_name()
    {
        var failure = Assert.Single((await CheckConfigAsync(new JsonObject { ["neonApiUrl"] = "console.neon.tech" })).Failures);
        Assert.Equal("neonApiUrl", failure.Property);
        Assert.Contains("NF1007", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_settings_pass_as_they_came_with_the_instance_of_their_state()
    {
        var settings = new JsonObject
        {
            ["neonApiKey"] = Properties.Secret("napi_example"),
            ["neonApiUrl"] = "http://127.0.0.1:1/api/v2",
            ["version"] = "0.1.0",
        };
        var answer = await CheckConfigAsync(settings);
        Assert.Empty(answer.Failures);
        var saved = Properties.FromStruct(answer.Inputs);
        Assert.Equal(settings.ToJsonString(), Properties.Without(saved, "__instance", "__explicit").ToJsonString());

        // What an up has saved is kept; another state has another one.
        Assert.Equal(saved.ToJsonString(), Properties.FromStruct((await CheckConfigAsync(settings, saved)).Inputs).ToJsonString());
        Assert.NotEqual(saved.ToJsonString(), Properties.FromStruct((await CheckConfigAsync(settings)).Inputs).ToJsonString());
    }

    [Theory]
    [InlineData("neonApiKey")]
    [InlineData("estuaryToken")]
    [InlineData("databaseUrl")]
    [Trap(2)]
    public async Task A_secret_setting_that_is_wrong_is_never_named(string setting)
    {
        const string secret = "s3cret-of-the-setting";
        foreach (
            var value in (JsonNode[])[Properties.Secret(new JsonArray(secret)), new JsonArray(secret), new JsonObject { ["x"] = secret }]
        )
        {
            var failures = (await CheckConfigAsync(new JsonObject { [setting] = value.DeepClone() })).Failures;
            Assert.NotEmpty(failures);
            Assert.All(failures, f => Assert.NotEqual(setting, f.Property));
            Assert.All(failures, static f => Assert.DoesNotContain(secret, f.Reason, StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trap(9)]
    public async Task Another_version_or_another_setting_never_replaces_the_provider()
    {
        var old = new JsonObject { ["version"] = "0.1.0", ["neonApiUrl"] = "https://one.example/api/v2" };
        Assert.Equal(
            DiffResponse.Types.DiffChanges.DiffNone,
            (await DiffConfigAsync(old, Properties.With(old, "version", "0.2.0"))).Changes
        );

        var moved = await DiffConfigAsync(old, new JsonObject { ["version"] = "0.2.0", ["neonApiUrl"] = "https://two.example/api/v2" });
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, moved.Changes);
        Assert.Equal(["neonApiUrl"], moved.DetailedDiff.Keys);
        Assert.Empty(moved.Replaces);
    }

    [Fact]
    public async Task What_the_provider_does_not_have_is_said_plainly()
    {
        var construct = await Assert.ThrowsAsync<RpcException>(() =>
            _provider.Client.ConstructAsync(new ConstructRequest { Type = "neonflow:index:NeonToEstuary", Name = "x" }).ResponseAsync
        );
        Assert.Equal(StatusCode.Unimplemented, construct.StatusCode);
        Assert.Contains("NeonFlow.Pulumi", construct.Status.Detail, StringComparison.Ordinal);

        var call = await Assert.ThrowsAsync<RpcException>(() =>
            _provider.Client.CallAsync(new CallRequest { Tok = "neonflow:neon:Role/x" }).ResponseAsync
        );
        Assert.Equal(StatusCode.Unimplemented, call.StatusCode);
    }

    [Fact]
    public async Task Types_of_another_version_are_named()
    {
        const string token = "neonflow:postgres:Tablespace";
        var held = new Held("x", [], []);
        Func<Task>[] calls =
        [
            () => _provider.CheckAsync(token, []),
            () => _provider.DiffAsync(token, held, []),
            () => _provider.CreateAsync(token, []),
            () => _provider.ReadAsync(token, held),
            () => _provider.UpdateAsync(token, held, []),
            () => _provider.DeleteAsync(token, held),
        ];
        foreach (var call in calls)
        {
            var failed = await Record.ExceptionAsync(call);
            var (status, text) = failed is CallFailedException known
                ? (known.Status, known.Message)
                : (((RpcException)failed!).StatusCode, ((RpcException)failed).Status.Detail);
            Assert.Equal(StatusCode.Unimplemented, status);
            Assert.Contains("NF1005", text, StringComparison.Ordinal);
            Assert.Contains(token, text, StringComparison.Ordinal);
        }

        var invoke = await Assert.ThrowsAsync<RpcException>(() =>
            _provider.Client.InvokeAsync(new InvokeRequest { Tok = "neonflow:neon:getWeather" }).ResponseAsync
        );
        Assert.Equal(StatusCode.Unimplemented, invoke.StatusCode);
        Assert.Contains("neonflow:neon:getWeather", invoke.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Check")]
    [InlineData("Diff")]
    [Trap(14)]
    public async Task Values_nested_three_thousand_deep_are_read(string method)
    {
        // An engine sends what a program has; protobuf's own limit would be 32 objects.
        var request = Deep.Bytes(() =>
        {
            var value = Google.Protobuf.WellKnownTypes.Value.ForString("bottom");
            for (var i = 0; i < 3000; i++)
            {
                value = Google.Protobuf.WellKnownTypes.Value.ForStruct(new() { Fields = { ["in"] = value } });
            }

            var map = new Google.Protobuf.WellKnownTypes.Struct
            {
                Fields = { ["projectId"] = Google.Protobuf.WellKnownTypes.Value.ForString("quiet-lake-12345678"), ["deep"] = value },
            };
            const string type = "neonflow:neon:LogicalReplication";
            return method == "Check"
                ? new CheckRequest
                {
                    Urn = ProviderUnderTest.Urn(type),
                    Name = "it",
                    Type = type,
                    News = map,
                }
                : new DiffRequest
                {
                    Urn = ProviderUnderTest.Urn(type),
                    Name = "it",
                    Type = type,
                    Id = "x",
                    OldInputs = map,
                    Olds = map,
                    News = map,
                };
        });
        var answer = await Deep.CallAsync(_provider, method, request);
        Assert.NotEmpty(answer);

        // It still lives.
        Assert.NotEmpty((await _provider.Client.GetPluginInfoAsync(new Empty())).Version);
    }

    [Fact]
    public async Task Standard_output_carries_the_port_and_nothing_else()
    {
        await _provider.HandshakeAsync();
        await Record.ExceptionAsync(() => _provider.CheckAsync("neonflow:neon:Role", new JsonObject { ["nonsense"] = 1 }));
        await Record.ExceptionAsync(() =>
            _provider.CreateAsync("neonflow:neon:Role", new JsonObject { ["projectId"] = "quiet-lake-12345678", ["name"] = "x" })
        );
        await _provider.CancelAsync();
        Assert.True(await _provider.ExitsAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal($"{_provider.Port}\n", _provider.StandardOutput);
        Assert.Equal("", _provider.StandardError);
        Assert.Equal(0, _provider.Process.ExitCode);
    }

    private async Task<CheckResponse> CheckConfigAsync(JsonObject settings, JsonObject? olds = null) =>
        await _provider.Client.CheckConfigAsync(
            new CheckRequest
            {
                Urn = "urn:pulumi:dev::laws::pulumi:providers:neonflow::local",
                Name = "local",
                Type = "pulumi:providers:neonflow",
                News = Properties.ToStruct(settings),
                Olds = olds is null ? null : Properties.ToStruct(olds),
            }
        );

    private async Task<DiffResponse> DiffConfigAsync(JsonObject olds, JsonObject news) =>
        await _provider.Client.DiffConfigAsync(
            new DiffRequest
            {
                Urn = "urn:pulumi:dev::laws::pulumi:providers:neonflow::local",
                OldInputs = Properties.ToStruct(olds),
                Olds = Properties.ToStruct(olds),
                News = Properties.ToStruct(news),
            }
        );
}
