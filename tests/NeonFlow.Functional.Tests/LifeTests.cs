using System.Diagnostics;
using System.Text.Json.Nodes;
using Grpc.Core;
using NeonFlow.Harness;
using NeonFlow.Testing.Neon;
using Npgsql;
using Pulumirpc;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Functional.Tests;

/// <summary>The life of the process: how it is configured, how it ends, what it leaves.</summary>
[Trait("Category", "long")]
public sealed class LifeTests(NeonFixture neon) : IClassFixture<NeonFixture>
{
    private const string Token = "neonflow:neon:LogicalReplication";
    private const string Nowhere = "neon:quiet-lake-12345678";
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private JsonObject Config =>
        new() { ["neonApiUrl"] = neon.Cloud.BaseUrl.ToString(), ["neonApiKey"] = Properties.Secret(neon.Cloud.ApiKey) };

    private async Task<string> SomewhereAsync() =>
        $"neon:{(await neon.Cloud.AddProjectAsync(new ProjectSeed { LogicalReplication = true })).Id}";

    private JsonObject Yesterday => Properties.With(Config, "neonApiKey", Properties.Secret("napi_yesterday"));

    [Theory]
    [InlineData("default")]
    [InlineData("default_0_1_0")]
    [Trap(1)]
    public async Task The_configuration_of_today_wins_over_the_saved_one_of_a_default_provider(string name)
    {
        // A refresh starts the default provider with what the state holds, before any program could bring the new key.
        var today = new JsonObject { ["neonflow:neonApiKey"] = neon.Cloud.ApiKey, ["neonflow:neonApiUrl"] = neon.Cloud.BaseUrl.ToString() };
        await using var provider = await ProviderUnderTest.StartAsync(
            Yesterday,
            new Dictionary<string, string> { ["PULUMI_CONFIG"] = today.ToJsonString() },
            name
        );
        Assert.NotNull(await provider.ImportAsync(Token, await SomewhereAsync()));
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("default-eu")]
    [Trap(1)]
    public async Task An_explicit_provider_keeps_its_own_arguments(string name)
    {
        var today = new JsonObject { ["neonflow:neonApiKey"] = neon.Cloud.ApiKey };
        await using var provider = await ProviderUnderTest.StartAsync(
            Yesterday,
            new Dictionary<string, string> { ["PULUMI_CONFIG"] = today.ToJsonString() },
            name
        );
        var refused = await Assert.ThrowsAsync<CallFailedException>(() => provider.ImportAsync(Token, Nowhere));
        Assert.Equal(StatusCode.Unauthenticated, refused.Status);
        Assert.DoesNotContain("napi_yesterday", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_configuration_leaves_out_comes_from_the_environment()
    {
        await using var provider = await ProviderUnderTest.StartAsync(
            [],
            new Dictionary<string, string>
            {
                ["NEON_API_KEY"] = neon.Cloud.ApiKey,
                ["NEONFLOW_NEON_API_URL"] = neon.Cloud.BaseUrl.ToString(),
            }
        );
        Assert.NotNull(await provider.ImportAsync(Token, await SomewhereAsync()));
    }

    [Fact]
    public async Task An_upstream_elsewhere_is_refused_under_a_test_engine()
    {
        await using var provider = await ProviderUnderTest.StartAsync(Properties.Without(Config, "neonApiUrl"));
        var refused = await Assert.ThrowsAsync<CallFailedException>(() => provider.ImportAsync(Token, Nowhere));
        Assert.Contains("NF1011", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trap(1)]
    public async Task A_rotated_key_keeps_the_state_with_a_warning()
    {
        await using var provider = await ProviderUnderTest.StartAsync(Yesterday);
        var held = new Held(
            "neon:quiet-lake-12345678",
            new JsonObject { ["projectId"] = "quiet-lake-12345678", ["enabled"] = true },
            new JsonObject { ["projectId"] = "quiet-lake-12345678", ["enabled"] = true }
        );
        var read = await provider.ReadAsync(Token, held);
        Assert.NotNull(read);
        Assert.Equal(held.Inputs.ToJsonString(), read.Inputs.ToJsonString());
        Assert.Equal(held.Outputs.ToJsonString(), Properties.Without(read.Outputs, "__watched").ToJsonString());
        var warning = Assert.Single(provider.Log, static l => l.Severity == LogSeverity.Warning);
        Assert.StartsWith("NF1008: not checked", warning.Text, StringComparison.Ordinal);
        Assert.Equal(ProviderUnderTest.Urn(Token), warning.Urn);
        Assert.All(provider.Said, static s => Assert.DoesNotContain("napi_yesterday", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_after_something_was_made_brings_the_partial_state()
    {
        var project = await neon.Cloud.AddProjectAsync();
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        var inputs = await provider.CheckAsync(Token, Wanted(project));
        project.FailNextOperation("the compute does not start");
        var failed = await Assert.ThrowsAsync<CallFailedException>(() => provider.CreateAsync(Token, inputs));
        Assert.NotNull(failed.Partial);
        Assert.Equal($"neon:{project.Id}", failed.Partial.Id);
        Assert.Equal(project.Id, failed.Partial.Outputs["projectId"]!.GetValue<string>());
        Assert.Equal(inputs.ToJsonString(), failed.Partial.Inputs.ToJsonString());
        Assert.Contains("the compute does not start", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_stops_a_wait_at_once_and_keeps_what_exists()
    {
        var project = await neon.Cloud.AddProjectAsync();
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        var inputs = await provider.CheckAsync(Token, Wanted(project));
        using var held = project.HoldOperations();
        var creating = provider.CreateAsync(Token, inputs);
        await EventuallyAsync(() => project.IsBusy, "the switch was never asked for");
        await EventuallyAsync(
            () => neon.Cloud.Calls.Any(c => c.Path.Contains($"/{project.Id}/operations", StringComparison.Ordinal)),
            "the provider does not wait for the operation"
        );
        await provider.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<CallFailedException>(() => creating.WaitAsync(Generous));
        Assert.Equal(StatusCode.Cancelled, cancelled.Status);
        Assert.Contains("NF1009", cancelled.Message, StringComparison.Ordinal);
        Assert.Equal($"neon:{project.Id}", cancelled.Partial?.Id);
        Assert.True(await provider.ExitsAsync(Generous), "the process lives on after Cancel");
        Assert.Equal(0, provider.Process.ExitCode);
    }

    [Fact]
    public async Task A_time_limit_ends_the_wait_with_the_option_that_extends_it()
    {
        var project = await neon.Cloud.AddProjectAsync();
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        using var held = project.HoldOperations();
        var failed = await Assert.ThrowsAsync<CallFailedException>(async () =>
            await provider.CreateAsync(Token, await provider.CheckAsync(Token, Wanted(project)), timeout: 10)
        );
        Assert.Contains("CustomTimeouts", failed.Message, StringComparison.Ordinal);
        Assert.Equal($"neon:{project.Id}", failed.Partial?.Id);
    }

    [Fact]
    [Trap(7)]
    public async Task The_end_of_standard_input_ends_an_idle_process()
    {
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        provider.CloseInput();
        Assert.True(await provider.ExitsAsync(Generous));
        Assert.Equal(0, provider.Process.ExitCode);
    }

    [Fact]
    [Trap(7)]
    public async Task The_end_of_standard_input_rolls_an_open_transaction_back()
    {
        var project = await neon.Cloud.AddProjectAsync(
            new ProjectSeed
            {
                Databases = ["shop"],
                LogicalReplication = true,
                Sql = "CREATE TABLE orders (id bigint PRIMARY KEY)",
            }
        );
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        const string publication = "neonflow:postgres:Publication";
        var inputs = await provider.CheckAsync(
            publication,
            new JsonObject
            {
                ["connection"] = new JsonObject { ["projectId"] = project.Id, ["database"] = "shop" },
                ["name"] = "orders_pub",
                ["tables"] = new JsonArray("public.orders"),
            }
        );

        // Somebody's long transaction keeps the provider's own one open.
        await using var other = new NpgsqlConnection(project.AdminConnectionString("shop"));
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE", other, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var creating = provider.CreateAsync(publication, inputs);
        await EventuallyAsync(
            async () => await SessionsAsync(project, "AND wait_event_type = 'Lock'") > 0,
            "the provider never waits for the lock"
        );
        provider.CloseInput();
        Assert.True(await provider.ExitsAsync(Generous), "the process lives on without its engine");
        await Assert.ThrowsAnyAsync<Exception>(() => creating);
        await EventuallyAsync(async () => await SessionsAsync(project, "") == 0, "a session of the provider is still open");
        await transaction.RollbackAsync();
        Assert.Equal(0, await project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signals_end_the_process_in_order(string signal)
    {
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        using (
            var kill = Process.Start(
                new ProcessStartInfo(
                    "kill",
                    [$"-{signal}", provider.Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
                )
            )!
        )
        {
            await kill.WaitForExitAsync();
        }

        Assert.True(await provider.ExitsAsync(Generous));
        Assert.Equal(0, provider.Process.ExitCode);
    }

    [Fact]
    public async Task A_debugger_attaches_and_hears_the_log()
    {
        await using var ear = await EngineEar.OpenAsync();
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        await provider.Client.AttachAsync(new PluginAttach { Address = ear.Address });
        var inputs = Properties.ToStruct(new JsonObject { ["projectId"] = "quiet-lake-12345678" });
        await provider.Client.DeleteAsync(
            new DeleteRequest
            {
                Urn = ProviderUnderTest.Urn(Token),
                Name = "it",
                Type = Token,
                Id = Nowhere,
                OldInputs = inputs,
                Properties = inputs,
            }
        );
        Assert.Contains("stays on", Assert.Single(ear.Lines).Text, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task It_runs_where_nothing_is_installed()
    {
        await using var provider = await ProviderUnderTest.StartAsync(isBare: true);
        Assert.DoesNotContain(provider.Process.StartInfo.Environment.Keys, static k => k is "PATH" or "DOTNET_ROOT" or "HOME");
        await provider.HandshakeAsync();
        await provider.ConfigureAsync(Config);
        Assert.NotNull(await provider.ImportAsync(Token, await SomewhereAsync()));
        Assert.Equal("", provider.StandardError);
    }

    [Theory]
    [InlineData("neonflow:estuary:Capture", "password")]
    [InlineData("neonflow:postgres:Grant", "connection")]
    [Trap(2)]
    public async Task A_refusal_never_names_what_holds_a_secret(string token, string property)
    {
        const string secret = "s3cret-of-the-input";
        await using var provider = await ProviderUnderTest.StartAsync(Config);
        JsonNode[] values =
            property == "password"
                ? [Properties.Secret(new JsonArray(secret)), Properties.Secret("")]
                :
                [
                    new JsonObject { ["host"] = "ep-x-pooler.localhost", ["password"] = Properties.Secret(secret) },
                    new JsonObject { ["password"] = Properties.Secret(secret) },
                ];
        foreach (var value in values)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                provider.CheckAsync(token, new JsonObject { [property] = value.DeepClone() })
            );
            Assert.All(refused.Failures, f => Assert.NotEqual(property, f.Property));
        }

        Assert.All(provider.Said, static s => Assert.DoesNotContain(secret, s, StringComparison.Ordinal));
    }

    private static JsonObject Wanted(NeonProject project) => new() { ["projectId"] = project.Id, ["acknowledgeIrreversible"] = true };

    private static async Task<long> SessionsAsync(NeonProject project, string condition) =>
        await project.Server.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'neonflow%' {condition}",
            "shop"
        );
}
