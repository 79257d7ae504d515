using System.Text.Json.Nodes;
using Grpc.Core;
using NeonFlow.Harness;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of trouble: what cannot be seen, interruptions, credentials that went stale.</summary>
[Trait("Category", "long")]
public sealed class TroubleLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(1)]
    public Task Law_4_what_cannot_be_seen_is_not_gone(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                foreach (var (what, trouble) in Troubles(scene))
                {
                    await trouble();
                    try
                    {
                        var read = await scene.Provider.ReadAsync(token, held, timeout: 3);
                        Assert.True(read is not null, $"{what}: the object is said to be gone.");
                    }
                    catch (CallFailedException failure)
                    {
                        Assert.True(
                            failure.Status is StatusCode.Unavailable or StatusCode.FailedPrecondition or StatusCode.DeadlineExceeded,
                            $"{what}: {failure.Status} {failure.Message}"
                        );
                        Assert.Matches("NF[1-5][0-9]{3}", failure.Message);
                    }
                    finally
                    {
                        scene.World.Cloud.Neon.ClearFaults();
                        scene.World.Cloud.Estuary.Faults.Clear();
                        scene.World.Gate.Release();
                    }

                    await scene.World.AdminSqlAsync($"ALTER DATABASE {scene.World.Database} CONNECTION LIMIT -1");
                }

                foreach (var (what, stale, config) in Stale(scene, held))
                {
                    var provider = await scene.AnotherAsync(config);
                    var read = await provider.ReadAsync(token, stale);
                    Assert.True(read is not null, $"{what}: the object is said to be gone.");
                    Assert.Equal(stale.Inputs.ToJsonString(), read.Inputs.ToJsonString());
                    Assert.Equal(stale.Outputs.ToJsonString(), read.Outputs.ToJsonString());
                    Assert.Contains(
                        provider.Log,
                        static l => l.Severity == Pulumirpc.LogSeverity.Warning && l.Text.Contains("not checked", StringComparison.Ordinal)
                    );
                }

                AssertNoChange(await scene.PreviewAsync(held, scene.Subject.Inputs), "after the trouble the preview shows");
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(1)]
    public Task Law_16_stale_credentials_and_moved_hosts_are_repaired_by_the_program(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                foreach (var (what, stale, config) in Stale(scene, held))
                {
                    // With yesterday's credentials the refresh before the preview keeps what it has.
                    var old = await scene.AnotherAsync(config);
                    var kept = await old.ReadAsync(token, stale);
                    Assert.True(kept is not null, $"{what}: the object is said to be gone.");

                    // Today's are in the program or in its configuration: no diff, an update works, and so does destroy.
                    var today = await scene.AnotherAsync();
                    var inputs = await today.CheckAsync(token, scene.Subject.Inputs, kept.Inputs);
                    AssertNoChange(await today.DiffAsync(token, kept, inputs), $"{what}: a new address or password shows");
                    await today.UpdateAsync(token, kept, await today.CheckAsync(token, scene.Subject.Changed, kept.Inputs), preview: true);
                    await today.UpdateAsync(token, kept, inputs);
                }

                var last = await scene.AnotherAsync();
                await last.DeleteAsync(token, held);
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(7)]
    public async Task Law_18_a_dead_engine_leaves_no_process_and_no_transaction(string token)
    {
        var messages = await MessagesAsync(token);
        await using var scene = await OpenAsync(token);
        var inputs = await scene.Provider.CheckAsync(token, scene.Subject.Inputs);
        scene.World.Gate.StopAt(Math.Max(1, messages / 2), letThrough: true);
        var creating = scene.Provider.CreateAsync(token, inputs);
        await Task.WhenAny(scene.World.Gate.Stopped, creating);
        scene.Provider.CloseInput();
        Assert.True(await scene.Provider.ExitsAsync(Promptly), "the process lives on without its engine");
        await Assert.ThrowsAnyAsync<Exception>(() => creating.IsCompletedSuccessfully ? throw new OperationCanceledException() : creating);
        scene.World.Gate.Release();
        await EventuallyAsync(async () => await scene.World.SessionsAsync() == 0, "sessions of the provider are still open");
        scene.AssertDiscreet();
    }

    /// <summary>How many messages the same create takes without trouble.</summary>
    private async Task<int> MessagesAsync(string token)
    {
        await using var scene = await OpenAsync(token);
        var inputs = await scene.Provider.CheckAsync(token, scene.Subject.Inputs);
        var start = scene.World.Gate.Passed;
        await scene.Provider.CreateAsync(token, inputs);
        return scene.World.Gate.Passed - start;
    }

    /// <summary>Upstreams that are there and do not serve.</summary>
    private static IEnumerable<(string What, Func<Task> Trouble)> Troubles(Scene scene)
    {
        var (world, reads) = (scene.World, scene.Subject.ReadsFrom);
        if (reads.HasFlag(Sources.Neon))
        {
            foreach (var status in (int[])[423, 429, 500, 503, 524])
            {
                yield return ($"Neon answers {status}", () => Done(() => world.Cloud.Neon.Next(status, "GET", times: 50)));
            }

            yield return ("Neon's answers get lost", () => Done(() => world.Cloud.Neon.LoseNextAnswer("GET", times: 50)));
        }

        if (reads.HasFlag(Sources.Estuary))
        {
            foreach (var status in (int[])[429, 500, 502, 503])
            {
                yield return ($"Estuary answers {status}", () => Done(() => world.Cloud.Estuary.Faults.Next(status, count: 50)));
            }
        }

        if (reads.HasFlag(Sources.Postgres))
        {
            yield return (
                "the database takes no more connections",
                () =>
                    world.AdminSqlAsync(
                        $"ALTER DATABASE {world.Database} CONNECTION LIMIT 0; SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            + $"WHERE datname = '{world.Database}' AND application_name LIKE 'neonflow%'"
                    )
            );
        }

        yield return ("nothing answers", () => Done(() => world.Gate.StopAt(1, letThrough: false)));

        static Task Done(Action act)
        {
            act();
            return Task.CompletedTask;
        }
    }

    /// <summary>Addresses and credentials of yesterday: in the resource's own inputs, or in the configuration.</summary>
    private static IEnumerable<(string What, Held Held, JsonObject Config)> Stale(Scene scene, Held held)
    {
        var (world, reads) = (scene.World, scene.Subject.ReadsFrom);
        if (reads.HasFlag(Sources.Postgres))
        {
            yield return ("the host moved", held with { Inputs = Connected(held, "port", FreePort.Find()) }, world.Config);
            yield return (
                "the password was changed",
                held with
                {
                    Inputs = Connected(held, "password", Properties.Secret("yesterday-7f3a")),
                },
                world.Config
            );
            yield return ("the role was dropped", held with { Inputs = Connected(held, "user", "nobody_anymore") }, world.Config);
        }

        if (reads.HasFlag(Sources.Neon))
        {
            yield return (
                "the Neon key was revoked",
                held,
                Properties.With(world.Config, "neonApiKey", Properties.Secret("napi_yesterday"))
            );
            yield return (
                "the Neon API moved",
                held,
                Properties.With(world.Config, "neonApiUrl", $"http://127.0.0.1:{FreePort.Find()}/api/v2")
            );
            yield return ("the Neon key is missing", held, Properties.Without(world.Config, "neonApiKey"));
        }

        if (reads.HasFlag(Sources.Estuary))
        {
            yield return (
                "the Estuary token was revoked",
                held,
                Properties.With(world.Config, "estuaryToken", Properties.Secret(Garbled(world.Cloud.Estuary.RefreshToken)))
            );
            yield return (
                "Estuary moved",
                held,
                Properties.With(
                    Properties.With(world.Config, "estuaryApiUrl", $"http://127.0.0.1:{FreePort.Find()}/rest/v1"),
                    "estuaryGraphqlUrl",
                    $"http://127.0.0.1:{FreePort.Find()}"
                )
            );
            yield return ("the Estuary token is missing", held, Properties.Without(world.Config, "estuaryToken"));
        }
    }

    private static JsonObject Connected(Held held, string member, JsonNode? value) =>
        Properties.With(held.Inputs, "connection", Properties.With(held.Inputs["connection"]!.AsObject(), member, value));

    private static string Garbled(string token)
    {
        var parsed = JsonNode.Parse(Convert.FromBase64String(token.PadRight((token.Length + 3) / 4 * 4, '=')))!.AsObject();
        parsed["secret"] = "yesterday-" + parsed["secret"]!.GetValue<string>()[..4];
        return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(parsed.ToJsonString()));
    }
}
