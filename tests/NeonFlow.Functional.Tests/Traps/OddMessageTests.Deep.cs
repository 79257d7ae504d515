using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Harness;
using Pulumirpc;

namespace NeonFlow.Functional.Tests.Traps;

public sealed partial class OddMessageTests
{
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

            foreach (
                var token in (string[])
                    [
                        "neonflow:neon:getConnection",
                        "neonflow:neon:getDatabase",
                        "neonflow:estuary:getDataPlane",
                        "neonflow:estuary:readCollection",
                        "neonflow:postgres:checkPipeline",
                        "neonflow:postgres:getReplicationLag",
                        "neonflow:postgres:getTables",
                        "",
                        "x:y:z",
                    ]
            )
            {
                foreach (var name in (string[])["projectId", "name", "connection", "schemas", "collection", "maxDocuments", "nonsense"])
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
}
