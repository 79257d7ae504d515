using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Conformance.Tests;
using NeonFlow.Harness;
using Pulumirpc;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>Trap 14: a provider that dies takes the whole operation with it, whatever it was that it could not read.</summary>
public sealed class OddMessageTests : IAsyncLifetime
{
    private const string SignatureKey = "4dabf18193072939515e22adb298388d";

    private static readonly string Dead = $"http://127.0.0.1:{Gate.DeadPort()}";

    private ProviderUnderTest _provider = null!;

    public static TheoryData<string> Resources => [.. Subject.Tokens];

    public async Task InitializeAsync() =>
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

    public async Task DisposeAsync() => await _provider.DisposeAsync();

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

    [Fact]
    [Trap(14)]
    public async Task Odd_settings_and_arguments_are_answered()
    {
        var settings = (string[])["neonApiKey", "neonApiUrl", "estuaryToken", "estuaryApiUrl", "databaseUrl", "version", "", "__internal"];
        foreach (var (what, value) in Odd())
        {
            foreach (var map in settings.Select(n => Map((n, value))))
            {
                await AnsweredAsync(
                    $"CheckConfig {what}",
                    () => _provider.Client.CheckConfigAsync(new() { News = map, Olds = map }).ResponseAsync
                );
                await AnsweredAsync(
                    $"DiffConfig {what}",
                    () =>
                        _provider
                            .Client.DiffConfigAsync(
                                new()
                                {
                                    OldInputs = new(),
                                    Olds = map,
                                    News = map,
                                }
                            )
                            .ResponseAsync
                );
            }

            foreach (var token in (string[])["neonflow:neon:getConnection", "neonflow:estuary:getDataPlane", "", "x:y:z"])
            {
                foreach (var name in (string[])["projectId", "name", "nonsense"])
                {
                    await AnsweredAsync(
                        $"Invoke {token} {what}",
                        () =>
                            _provider
                                .Client.InvokeAsync(
                                    new()
                                    {
                                        Tok = token,
                                        Args = Map((name, value)),
                                        Preview = true,
                                    }
                                )
                                .ResponseAsync
                    );
                }
            }
        }

        await AnsweredAsync("Construct", () => _provider.Client.ConstructAsync(new()).ResponseAsync);
        await AnsweredAsync("GetSchema", () => _provider.Client.GetSchemaAsync(new() { Version = 99 }).ResponseAsync);
        await AnsweredAsync("Attach", () => _provider.Client.AttachAsync(new() { Address = "nowhere" }).ResponseAsync);
        foreach (
            var method in (string[])
                ["Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke", "CheckConfig", "DiffConfig", "Configure", "NoSuchMethod"]
        )
        {
            // What is no message at all is refused by the server below; it must only go on.
            await Assert.ThrowsAsync<RpcException>(() => Deep.CallAsync(_provider, method, [0xff, 0xff, 0xff, 0x07, 1, 2, 3]));
        }

        await LivesAsync();
    }

    [Theory]
    [InlineData("Create")]
    [InlineData("Read")]
    [InlineData("Update")]
    [InlineData("Delete")]
    [InlineData("Invoke")]
    [InlineData("CheckConfig")]
    [InlineData("DiffConfig")]
    [InlineData("Configure")]
    [Trap(14)]
    public async Task Values_nested_three_thousand_deep_kill_no_call(string method)
    {
        const string type = "neonflow:postgres:Publication";
        var request = Deep.Bytes(() =>
        {
            var value = Value.ForString("bottom");
            for (var i = 0; i < 3000; i++)
            {
                value = i % 2 == 0 ? Value.ForStruct(new() { Fields = { ["in"] = value } }) : Value.ForList(value);
            }

            var map = new Struct
            {
                Fields =
                {
                    ["connection"] = Value.ForStruct(
                        new() { Fields = { [SignatureKey] = Value.ForString("1b47061264138c4ac30d75fd1eb44270"), ["value"] = value } }
                    ),
                    ["name"] = value,
                    ["databaseUrl"] = value,
                },
            };
            var urn = ProviderUnderTest.Urn(type);
            return method switch
            {
                "Create" => new CreateRequest
                {
                    Urn = urn,
                    Type = type,
                    Name = "it",
                    Properties = map,
                    Preview = true,
                    Timeout = 2,
                },
                "Read" => new ReadRequest
                {
                    Urn = urn,
                    Type = type,
                    Name = "it",
                    Id = "x",
                    Inputs = map,
                    Properties = map,
                    Timeout = 2,
                },
                "Update" => new UpdateRequest
                {
                    Urn = urn,
                    Type = type,
                    Name = "it",
                    Id = "x",
                    OldInputs = map,
                    Olds = map,
                    News = map,
                    Preview = true,
                    Timeout = 2,
                },
                "Delete" => new DeleteRequest
                {
                    Urn = urn,
                    Type = type,
                    Name = "it",
                    Id = "x",
                    OldInputs = map,
                    Properties = map,
                    Timeout = 2,
                },
                "Invoke" => new InvokeRequest { Tok = "neonflow:neon:getConnection", Args = map },
                "CheckConfig" => new CheckRequest { News = map },
                "DiffConfig" => new DiffRequest { OldInputs = map, News = map },
                _ => (IMessage)new ConfigureRequest { Args = map },
            };
        });
        try
        {
            await Deep.CallAsync(_provider, method, request);
        }
        catch (RpcException e)
        {
            Assert.False(
                e.StatusCode is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss,
                $"{method}: {e.StatusCode} {e.Status.Detail}"
            );
        }

        await LivesAsync();
    }

    private static IEnumerable<(string What, Value Value)> Odd()
    {
        yield return ("null", Value.ForNull());
        yield return ("nothing", new Value());
        yield return ("an empty text", Value.ForString(""));
        yield return ("a zero byte", Value.ForString("\0"));
        yield return ("a long text", Value.ForString(new string('é', 20_000)));
        yield return ("odd characters", Value.ForString("a.\"b\".c'; --\n\u202E"));
        yield return ("true", Value.ForBool(true));
        yield return ("a huge number", Value.ForNumber(1e300));
        yield return ("NaN", Value.ForNumber(double.NaN));
        yield return ("a negative number", Value.ForNumber(-1));
        yield return ("an empty list", Value.ForList());
        yield return ("a list of nulls", Value.ForList(Value.ForNull(), Value.ForNull()));
        yield return ("a list of empty texts", Value.ForList(Value.ForString(""), Value.ForString("")));
        yield return ("lists in lists", Value.ForList(Value.ForList(Value.ForList())));
        yield return ("an empty object", Value.ForStruct(new()));
        yield return (
            "an object of nulls",
            Value.ForStruct(Map(("", Value.ForNull()), ("host", Value.ForNull()), ("projectId", Value.ForNull())))
        );
        yield return (
            "an address of nonsense",
            Value.ForStruct(Map(("host", Value.ForString("%")), ("port", Value.ForNumber(0)), ("projectId", Value.ForString(" "))))
        );
        yield return ("unknown", Value.ForString(Properties.Unknown));
        yield return ("a list of unknowns", Value.ForList(Value.ForString(Properties.Unknown)));
        yield return ("a secret null", Special("1b47061264138c4ac30d75fd1eb44270", ("value", Value.ForNull())));
        yield return ("a secret without value", Special("1b47061264138c4ac30d75fd1eb44270"));
        yield return ("a secret unknown", Special("1b47061264138c4ac30d75fd1eb44270", ("value", Value.ForString(Properties.Unknown))));
        yield return ("a reference without URN", Special("5cf8f73096256a8f31e491e813e4eb8e"));
        yield return (
            "a reference",
            Special("5cf8f73096256a8f31e491e813e4eb8e", ("urn", Value.ForString("x")), ("id", Value.ForString("")))
        );
        yield return ("an output without value", Special("d0e6a833031e9bbcd3f4e8bde6ca49a4"));
        yield return (
            "an output of odd members",
            Special("d0e6a833031e9bbcd3f4e8bde6ca49a4", ("secret", Value.ForString("yes")), ("dependencies", Value.ForNumber(1)))
        );
        yield return ("an asset", Special("c44067f5952c0a294b673a41bacd8c17", ("text", Value.ForString("x"))));
        yield return ("an unheard-of signature", Special("00000000000000000000000000000000"));
        yield return ("a signature that is no text", Value.ForStruct(Map((SignatureKey, Value.ForNumber(1)))));
    }

    private static Value Special(string signature, params (string Key, Value Value)[] members) =>
        Value.ForStruct(Map([(SignatureKey, Value.ForString(signature)), .. members]));

    private static Struct Map(params (string Key, Value Value)[] members)
    {
        var map = new Struct();
        foreach (var (key, value) in members)
        {
            map.Fields[key] = value;
        }

        return map;
    }

    private static string[] Names(string token)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Checkout.File("schema.json")))!["resources"]![token]!;
        return
        [
            .. schema["inputProperties"]!
                .AsObject()
                .Select(static p => p.Key)
                .Union(schema["properties"]!.AsObject().Select(static p => p.Key)),
            "nonsense",
        ];
    }

    /// <summary>An answer, or an error for people; never one that makes the engine fear for its state, and never a bug of ours.</summary>
    private static async Task<T?> AnsweredAsync<T>(string what, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            Assert.False(
                e.StatusCode is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss,
                $"{what}: {e.StatusCode} {e.Status.Detail}"
            );
            Assert.False(e.Status.Detail.Contains("NF1010", StringComparison.Ordinal), $"{what}: {e.Status.Detail}");
            return null;
        }
    }

    private async Task LivesAsync()
    {
        Assert.NotEmpty((await _provider.Client.GetPluginInfoAsync(new Empty())).Version);
        Assert.False(_provider.Process.HasExited);
        Assert.Equal("", _provider.StandardError);
    }
}
