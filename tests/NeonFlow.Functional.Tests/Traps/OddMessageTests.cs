using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>Trap 14: a provider that dies takes the whole operation with it, whatever it was that it could not read.</summary>
[Trait("Category", "long")]
public sealed partial class OddMessageTests : IAsyncLifetime
{
    private const string SignatureKey = "4dabf18193072939515e22adb298388d";

    private static readonly string Dead = $"http://127.0.0.1:{FreePort.Find()}";

    private ProviderUnderTest _provider = null!;

    public static TheoryData<string> Resources => [.. Subject.Tokens];

    public async ValueTask InitializeAsync() =>
        _provider = await ProviderUnderTest.StartAsync(
            new JsonObject
            {
                ["neonApiUrl"] = Dead,
                ["neonApiKey"] = Properties.Secret("napi_odd"),
                ["estuaryApiUrl"] = Dead,
                ["estuaryGraphqlUrl"] = Dead,
                ["estuaryConfigEncryptionUrl"] = Dead,
                ["estuaryToken"] = Properties.Secret("flow_sa_odd"),
                ["databaseUrl"] = Properties.Secret($"postgresql://odd:odd@127.0.0.1:{new Uri(Dead).Port}/odd"),
            }
        );

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(14)]
    public async Task Odd_values_are_answered(string token)
    {
        var names = Names(token);
        foreach (var (what, value) in Odd())
        {
            // Each alone, and all at once.
            foreach (var map in names.Select(n => Map((n, value))).Append(Map([.. names.Select(n => (n, value))])))
            {
                await AnsweredAsync(
                    $"Check {what}",
                    () =>
                        _provider
                            .Client.CheckAsync(
                                new()
                                {
                                    Urn = ProviderUnderTest.Urn(token),
                                    Type = token,
                                    Name = "it",
                                    News = map,
                                    Olds = map,
                                }
                            )
                            .ResponseAsync
                );
                await AnsweredAsync(
                    $"Diff {what}",
                    () =>
                        _provider
                            .Client.DiffAsync(
                                new()
                                {
                                    Urn = ProviderUnderTest.Urn(token),
                                    Type = token,
                                    Name = "it",
                                    Id = "x",
                                    OldInputs = new(),
                                    Olds = map,
                                    News = map,
                                }
                            )
                            .ResponseAsync
                );
                await AnsweredAsync(
                    $"Diff to {what}",
                    () =>
                        _provider
                            .Client.DiffAsync(
                                new()
                                {
                                    Urn = ProviderUnderTest.Urn(token),
                                    Type = token,
                                    Name = "it",
                                    Id = "x",
                                    OldInputs = map,
                                    Olds = new(),
                                    News = new(),
                                }
                            )
                            .ResponseAsync
                );
            }

            var all = Map([.. names.Select(n => (n, value))]);
            await AnsweredAsync(
                $"Create {what}",
                () =>
                    _provider
                        .Client.CreateAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Name = "it",
                                Properties = all,
                                Preview = true,
                                Timeout = 2,
                            }
                        )
                        .ResponseAsync
            );
            await AnsweredAsync(
                $"Update {what}",
                () =>
                    _provider
                        .Client.UpdateAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Name = "it",
                                Id = "x",
                                OldInputs = all,
                                Olds = all,
                                News = all,
                                Preview = true,
                                Timeout = 2,
                            }
                        )
                        .ResponseAsync
            );
            await AnsweredAsync(
                $"Read {what}",
                () =>
                    _provider
                        .Client.ReadAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Name = "it",
                                Id = "x",
                                Inputs = all,
                                Properties = all,
                                Timeout = 2,
                            }
                        )
                        .ResponseAsync
            );
        }

        await LivesAsync();
    }

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(14)]
    public async Task Odd_requests_are_answered(string token)
    {
        string[] urns =
        [
            "",
            "x",
            "urn:pulumi:",
            "urn:pulumi:a::b::::",
            $"urn:pulumi:dev::laws::{token}",
            $"urn:pulumi:dev::laws::{token}::" + new string('é', 5000),
        ];
        string[] ids =
        [
            "",
            "/",
            "////",
            "neon:",
            "neon:///",
            "neon:a/b/c",
            "neon:%/%/%/%",
            ":0/x/y",
            "[::1/x/y",
            "host:99999/db/name",
            new string('x', 70_000),
            "\0",
            "é\u202E",
            "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        ];
        foreach (var urn in urns)
        {
            await AnsweredAsync($"Check with the URN {urn}", () => _provider.Client.CheckAsync(new() { Urn = urn }).ResponseAsync);
            await AnsweredAsync(
                $"Diff with the URN {urn}",
                () => _provider.Client.DiffAsync(new() { Urn = urn, Type = token }).ResponseAsync
            );
            await AnsweredAsync(
                $"Create with the URN {urn}",
                () =>
                    _provider
                        .Client.CreateAsync(
                            new()
                            {
                                Urn = urn,
                                Type = token,
                                Preview = true,
                                Timeout = 1,
                            }
                        )
                        .ResponseAsync
            );
            await AnsweredAsync(
                $"Delete with the URN {urn}",
                () =>
                    _provider
                        .Client.DeleteAsync(
                            new()
                            {
                                Urn = urn,
                                Type = token,
                                Id = "x",
                                Timeout = 1,
                            }
                        )
                        .ResponseAsync
            );
        }

        foreach (var id in ids)
        {
            var read = await AnsweredAsync(
                $"Read of {id}",
                () =>
                    _provider
                        .Client.ReadAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Id = id,
                                Timeout = 2,
                            }
                        )
                        .ResponseAsync
            );
            Assert.Null(read);
            await AnsweredAsync(
                $"Update of {id}",
                () =>
                    _provider
                        .Client.UpdateAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Id = id,
                                Preview = true,
                                Timeout = 1,
                            }
                        )
                        .ResponseAsync
            );
        }

        foreach (var timeout in (double[])[-1, double.NaN, double.PositiveInfinity, double.MaxValue, double.Epsilon])
        {
            await AnsweredAsync(
                $"Create within {timeout}",
                () =>
                    _provider
                        .Client.CreateAsync(
                            new()
                            {
                                Urn = ProviderUnderTest.Urn(token),
                                Type = token,
                                Preview = true,
                                Timeout = timeout,
                            }
                        )
                        .ResponseAsync
            );
        }

        await LivesAsync();
    }
}
