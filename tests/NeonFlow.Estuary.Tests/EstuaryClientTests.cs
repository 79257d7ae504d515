using System.Collections.Concurrent;
using NeonFlow.Neon.Tests;
using static NeonFlow.Estuary.Tests.TestClient;

namespace NeonFlow.Estuary.Tests;

/// <summary>Calls of the control plane and what their answers mean.</summary>
public sealed class EstuaryClientTests
{
    private const string ConnectorSchema = """
        {"data":{"connectorSpec":{"imageTag":":v3","protocol":"capture","endpointSpecSchema":{"type":"object"}}}}
        """;

    [Fact]
    public async Task A_provisional_denial_is_waited_out_where_it_points_with_the_same_credential()
    {
        await using var server = new ScriptedServer()
            .Next(307, "provisional PermissionDenied error: no", ("Location", "/api/graphql?started=1&retryAfter=2"), ("Retry-After", "0"))
            .Next(200, """{"data":{"dataPlanes":{"edges":[],"pageInfo":{"hasNextPage":false}}}}""");
        using var estuary = Client(server);
        Assert.Empty(await estuary.GetDataPlanesAsync(default));
        Assert.Equal("/api/graphql?started=1&retryAfter=2", server.Calls.Last().Url);
        Assert.Equal(server.Calls.First().Body, server.Calls.Last().Body);
        Assert.Equal(server.Calls.First().Headers["Authorization"], server.Calls.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_look_waits_until_requests_are_counted_anew()
    {
        await using var server = new ScriptedServer();
        for (var i = 0; i < 20; i++)
        {
            server.Next(429, "too many requests");
        }
        server.Next(200, """{"data":{"dataPlanes":{"edges":[],"pageInfo":{"hasNextPage":false}}}}""");
        var said = new List<string>();
        using var estuary = Client(server, told: said.Add);
        Assert.Empty(await estuary.GetDataPlanesAsync(default));
        Assert.Equal(20, said.Count);
        Assert.All(said, static s => Assert.StartsWith("waiting for Estuary: too many requests (until ", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_planes_are_read_to_the_last_page()
    {
        await using var server = new ScriptedServer()
            .Next(
                200,
                """
                {"data":{"dataPlanes":{"edges":[{"cursor":"1","node":{"name":"ops/dp/public/a","cloudProvider":"AWS","region":"eu-west-1",
                "isPublic":true,"closed":false,"cidrBlocks":["18.200.127.124/32","2001:db8::/64"]}}],"pageInfo":{"hasNextPage":true,
                "endCursor":"1"}}}}
                """
            )
            .Next(
                200,
                """
                {"data":{"dataPlanes":{"edges":[{"cursor":"2","node":{"name":"ops/dp/public/b","closed":true,"cidrBlocks":[]}}],
                "pageInfo":{"hasNextPage":false,"endCursor":"2"}}}}
                """
            );
        using var estuary = Client(server);
        var planes = await estuary.GetDataPlanesAsync(default);
        Assert.Equal(["ops/dp/public/a", "ops/dp/public/b"], planes.Select(static p => p.Name));
        Assert.Equal(["18.200.127.124/32", "2001:db8::/64"], planes[0].CidrBlocks);
        Assert.True(planes[1].Closed);
        Assert.Contains("\"after\":\"1\"", server.Calls.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PermissionDenied: you@example.com is not authorized", typeof(EstuaryForbiddenException))]
    [InlineData("Unauthenticated: no", typeof(EstuaryUnauthorizedException))]
    [InlineData("something odd", typeof(EstuaryRefusedException))]
    public async Task Errors_of_graphql_hide_in_a_success(string message, Type type)
    {
        await using var server = new ScriptedServer().Next(200, $$"""{"data":null,"errors":[{"message":"{{message}}"}]}""");
        using var estuary = Client(server);
        await Assert.ThrowsAsync(type, () => estuary.GetDataPlanesAsync(default));
    }

    [Fact]
    public async Task Absent_specs_are_absent_only_where_the_caller_may_see_them()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url.Contains("/rpc/auth_roles", StringComparison.Ordinal)
                    ? new(200, """[{"role_prefix":"acme/","capability":"admin"}]""", [])
                    : new(
                        200,
                        """
                        [{"catalog_name":"acme/in/cap","spec_type":"capture","spec":{"bindings":[]},
                        "last_pub_id":"0a:00:00:00:00:00:00:01","last_build_id":"0a:00:00:00:00:00:00:02"},
                        {"catalog_name":"acme/in/gone","spec_type":null,"spec":null}]
                        """,
                        []
                    ),
        };
        using var estuary = Client(server);
        var live = Assert.Single(await estuary.GetLiveAsync(["acme/in/cap", "acme/in/gone"], default));
        Assert.Equal("0a00000000000001", live.LastPubId);
        var thrown = await Assert.ThrowsAsync<EstuaryForbiddenException>(() => estuary.FindLiveAsync("other/in/cap", default));
        Assert.Contains("other/in/cap", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_survive_trouble_and_do_not_call_it_absence()
    {
        await using var server = new ScriptedServer()
            .Next(502, "<html>")
            .NextCut()
            .Next(200, "[]")
            .Next(200, """[{"role_prefix":"acme/"}]""");
        using var estuary = Client(server);
        Assert.Null(await estuary.FindLiveAsync("acme/in/cap", default));
        await using var broken = new ScriptedServer { Otherwise = _ => new(500, "", []) };
        using var other = Client(broken);
        await Assert.ThrowsAsync<EstuaryUnavailableException>(() => other.FindLiveAsync("acme/in/cap", default));
    }

    [Fact]
    public async Task A_config_is_encrypted_by_the_connectors_own_schema()
    {
        await using var server = new ScriptedServer()
            .Next(200, ConnectorSchema)
            .Next(200, """{"user":"u","password_sops":"ENC[x]","sops":{"mac":"m","encrypted_suffix":"_sops"}}""");
        using var estuary = Client(server);
        var config = await estuary.EncryptConfigAsync(
            "ghcr.io/estuary/source-postgres:v3",
            new() { ["user"] = "u", ["password"] = Secret },
            default
        );
        Assert.Equal("ENC[x]", config["password_sops"]!.GetValue<string>());
        var sent = server.Calls.Last();
        Assert.Equal($$$"""{"config":{"user":"u","password":"{{{Secret}}}"},"schema":{"type":"object"}}""", sent.Body);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_config_that_came_back_plain_is_never_staged()
    {
        await using var server = new ScriptedServer().Next(200, ConnectorSchema).Next(200, $$"""{"user":"u","password":"{{Secret}}"}""");
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryUnavailableException>(() =>
            estuary.EncryptConfigAsync("ghcr.io/estuary/source-postgres:v3", new() { ["password"] = Secret }, default)
        );
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_graphql_lacks_connectors_postgrest_knows_them()
    {
        await using var server = new ScriptedServer()
            .Next(200, """{"errors":[{"message":"Unknown field \"connectorSpec\" on type \"QueryRoot\"."}]}""")
            .Next(200, """[{"id":"44:44:44:44:44:44:44:44"}]""")
            .Next(200, """[{"endpoint_spec_schema":{"type":"object"}}]""");
        using var estuary = Client(server);
        Assert.NotNull(await estuary.GetConnectorSpecAsync("ghcr.io/estuary/source-postgres:v3", default));
        Assert.Contains("image_name=eq.ghcr.io%2Festuary%2Fsource-postgres", server.Calls.ElementAt(1).Url, StringComparison.Ordinal);
        Assert.Contains("image_tag=eq.%3Av3", server.Calls.ElementAt(2).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_tag_that_was_answered_with_another_one_is_unknown()
    {
        await using var server = new ScriptedServer().Next(200, ConnectorSchema);
        using var estuary = Client(server);
        Assert.Null(await estuary.GetConnectorSpecAsync("ghcr.io/estuary/source-postgres:v9", default));
    }

    [Fact]
    public async Task An_announced_end_of_service_is_told_once()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = _ => new(200, "[]", [("Deprecation", "true"), ("Sunset", "Sat, 31 Jul 2027 00:00:00 GMT")]),
        };
        var said = new List<string>();
        using var estuary = Client(server, told: said.Add);
        await estuary.GetStatusAsync(["a/b"], default);
        await estuary.GetStatusAsync(["a/b"], default);

        Assert.Single(said, static s => s.Contains("31 Jul 2027", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_announced_end_of_service_is_told_once_by_parallel_calls()
    {
        using var transport = new ScriptedTransport(static async _ =>
        {
            await Task.Yield();
            return (200, "[]");
        })
        {
            Headers = [("Sunset", "Sat, 31 Jul 2027 00:00:00 GMT")],
        };
        for (var round = 0; round < 300; round++)
        {
            var said = new ConcurrentQueue<string>();
            using var estuary = Client(transport, told: said.Enqueue);
            using var start = new Barrier(4);
            await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Run(() =>
                        {
                            start.SignalAndWait();
                            return estuary.GetStatusAsync(["a/b"], default);
                        })
                    )
            );
            Assert.Single(said);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT")]
    [InlineData(null)]
    public async Task A_provisional_denial_without_end_is_no_loop_without_end(string? asked)
    {
        (string Name, string Value)[] headers = [("Location", "/api/graphql?started=1")];
        await using var server = new ScriptedServer
        {
            Otherwise = _ => new(307, "provisional", asked is null ? headers : [.. headers, ("Retry-After", asked)]),
        };
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryUnavailableException>(() => estuary.GetDataPlanesAsync(default));
        Assert.Equal(("GraphQL DataPlanes", 307), (thrown.Failure.Call, thrown.Failure.Status));
        Assert.Equal(8, server.Calls.Count);
    }

    [Fact]
    public async Task A_provisional_denial_does_not_lead_to_another_host()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = _ => new(307, "provisional", [("Location", "http://127.0.0.1:1/api/graphql"), ("Retry-After", "0")]),
        };
        using var estuary = Client(server);
        await Assert.ThrowsAsync<EstuaryUnavailableException>(() => estuary.GetDataPlanesAsync(default));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Storage_mappings_are_read_to_the_last_page()
    {
        await using var server = new ScriptedServer()
            .Next(
                200,
                """
                {"data":{"storageMappings":{"edges":[{"node":{"catalogPrefix":"acme/","spec":{"data_planes":["ops/dp/public/a"]}}}],
                "pageInfo":{"hasNextPage":true,"endCursor":"1"}}}}
                """
            )
            .Next(
                200,
                """
                {"data":{"storageMappings":{"edges":[{"node":{"catalogPrefix":"acme/shop/","spec":{"data_planes":["ops/dp/private/b"]}}}],
                "pageInfo":{"hasNextPage":false,"endCursor":"2"}}}}
                """
            );
        using var estuary = Client(server);
        Assert.Equal(["ops/dp/private/b"], await estuary.GetDataPlanesOfPrefixAsync("acme/shop/orders", default));
        Assert.Contains("\"after\":\"1\"", server.Calls.Last().Body, StringComparison.Ordinal);
        Assert.Contains("\"prefix\":\"acme/\"", server.Calls.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"dataPlanes":null,"storageMappings":null,"connectorSpec":null}""")]
    [InlineData("""{"dataPlanes":{"edges":null,"pageInfo":null},"storageMappings":{"edges":[{"node":null},{"cursor":"1"}]}}""")]
    [InlineData(
        """{"dataPlanes":{"edges":[{"node":{"isPublic":null,"name":null}}],"pageInfo":{"hasNextPage":null}},"connectorSpec":{"colour":1}}"""
    )]
    public async Task Members_that_are_absent_or_null_hold_nothing(string data)
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, $$"""{"data":{{data}}}""", []) };
        using var estuary = Client(server);
        Assert.Empty(await estuary.GetDataPlanesAsync(default));
        Assert.Empty(await estuary.GetDataPlanesOfPrefixAsync("acme/shop", default));
        Assert.Null(await estuary.GetConnectorSpecAsync("ghcr.io/estuary/source-postgres:v3", default));
    }

    [Theory]
    [InlineData("[{}]")]
    [InlineData("""[{"catalog_name":null,"spec":null}]""")]
    [InlineData("""{"catalog_name":"acme/in/cap","spec_type":null}""")]
    public async Task A_row_that_lacks_its_members_is_no_live_spec(string rows)
    {
        await using var server = new ScriptedServer().Next(200, rows).Next(200, """[{"role_prefix":"acme/","capability":null}]""");
        using var estuary = Client(server);
        Assert.Null(await estuary.FindLiveAsync("acme/in/cap", default));
    }

    [Fact]
    public async Task The_nulls_of_a_spec_are_kept()
    {
        await using var server = new ScriptedServer().Next(
            200,
            """[{"catalog_name":"acme/in/cap","spec_type":"capture","spec":{"interval":null,"bindings":[]}}]"""
        );
        using var estuary = Client(server);
        Assert.Equal("""{"interval":null,"bindings":[]}""", (await estuary.FindLiveAsync("acme/in/cap", default))!.Spec.ToJsonString());
    }

    [Fact]
    public async Task An_answer_that_is_not_estuarys_names_the_call_and_hides_the_body()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, $"<html>{Secret}</html>", []) };
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryUnavailableException>(() => estuary.FindLiveAsync("acme/in/cap", default));
        Assert.Equal("GET /live_specs_ext", thrown.Failure.Call);
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }
}
