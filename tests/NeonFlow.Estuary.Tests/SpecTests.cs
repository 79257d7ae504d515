using System.Text.Json.Nodes;

namespace NeonFlow.Estuary.Tests;

public sealed class SpecTests
{
    private const string Password = "known-password-value";

    private static CaptureSpec Wanted() =>
        new()
        {
            Image = "ghcr.io/estuary/source-postgres:v3",
            Config = Endpoint().ToConfig(),
            Bindings =
            [
                SourcePostgres.Binding("public", "orders", "", "acme/shop/public/orders"),
                SourcePostgres.Binding("public", "log", SourcePostgres.WithoutKey, "acme/shop/public/log"),
            ],
        };

    private static SourcePostgresEndpoint Endpoint() =>
        new()
        {
            Address = "ep-x.neon.tech:5432",
            Database = "shop",
            User = "cdc",
            Password = Password,
            PublicationName = "estuary_publication",
            SlotName = "estuary_orders",
            WatermarksTable = "public.flow_watermarks",
            SslMode = "require",
        };

    /// <summary>What the server makes of it.</summary>
    private static JsonObject Live() =>
        (JsonObject)
            JsonNode.Parse(
                """
                {
                  "bindings": [
                    {"target": "acme/shop/public/log", "resource": {"stream": "log", "namespace": "public", "mode": "Without Primary Key",
                     "_meta": {"path": ["public", "log"]}}},
                    {"resource": {"namespace": "public", "stream": "orders", "mode": "", "_meta": {"path": ["public", "orders"]}},
                     "target": "acme/shop/public/orders", "backfill": 2}
                  ],
                  "redactSalt": "c2FsdA==",
                  "endpoint": {"connector": {"image": "ghcr.io/estuary/source-postgres:v3", "config": {
                    "advanced": {"publicationName": "estuary_publication", "slotName": "estuary_orders", "sslmode": "require",
                                 "watermarksTable": "public.flow_watermarks"},
                    "address": "ep-x.neon.tech:5432", "database": "shop", "historyMode": false, "user": "cdc",
                    "credentials": {"auth_type": "UserPassword", "password_sops": "ENC[AES256_GCM,data:x,type:str]"},
                    "sops": {"mac": "m", "encrypted_suffix": "_sops"}}}}
                }
                """
            )!;

    [Fact]
    public void What_the_server_writes_by_itself_is_no_difference() =>
        Assert.Empty(SpecComparison.Compare(Wanted(), CaptureSpec.Parse(Live())!));

    [Theory]
    [InlineData("""$.endpoint.connector.config.advanced.slotName""", "\"other\"", "/endpoint/connector/config/advanced/slotName")]
    [InlineData("""$.endpoint.connector.config.database""", "\"other\"", "/endpoint/connector/config/database")]
    [InlineData("""$.endpoint.connector.config.advanced.skip_backfills""", "\"*.*\"", "/endpoint/connector/config/advanced/skip_backfills")]
    [InlineData("""$.endpoint.connector.image""", "\"ghcr.io/estuary/source-mysql:v1\"", "/endpoint/connector/image")]
    [InlineData("""$.shards""", """{"disable":true}""", "/shards")]
    [InlineData("""$.autoDiscover""", """{"addNewBindings":true}""", "/autoDiscover")]
    public void What_somebody_changed_is_a_difference(string path, string value, string pointer)
    {
        var live = Live();
        var parts = path.Split('.').Skip(1).ToArray();
        var at = live;
        foreach (var part in parts[..^1])
        {
            at = (JsonObject)at[part]!;
        }

        at[parts[^1]] = JsonNode.Parse(value);
        Assert.Equal(pointer, Assert.Single(SpecComparison.Compare(Wanted(), CaptureSpec.Parse(live)!)).Pointer);
    }

    [Theory]
    [InlineData("$.credentials", """{"auth_type":"UserPassword","password":"hunter2","iam":{"keys":["hunter2"]}}""")]
    [InlineData("$.credentials.password", "\"hunter2\"")]
    [InlineData("$.credentials.pin", "4242")]
    [InlineData("$.advanced.privateKey", "\"hunter2\"")]
    [InlineData("$.networkTunnel", """{"sshForwarding":{"sshEndpoint":"ssh://bastion","privateKey":"hunter2"}}""")]
    public void A_plain_secret_is_not_shown(string path, string value)
    {
        var live = CaptureSpec.Parse(Live())!;
        var wanted = Wanted();
        wanted.Config["credentials"] = new JsonObject { ["auth_type"] = "UserPassword" };
        live.Config["credentials"] = new JsonObject { ["auth_type"] = "UserPassword" };
        live.Config.Remove("sops");
        var parts = path.Split('.').Skip(1).ToArray();
        var at = parts[..^1].Aggregate(live.Config, static (node, part) => node[part]!.AsObject());
        at[parts[^1]] = JsonNode.Parse(value);

        var found = SpecComparison.Compare(wanted, live);
        var shown = string.Join('\n', [.. found.Select(static d => d.ToString()), SpecText.ToYaml(live.ToJson())]);
        Assert.NotEmpty(found);
        Assert.Contains("[secret]", found[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("4242", shown, StringComparison.Ordinal);
        Assert.Contains("auth_type: UserPassword", shown, StringComparison.Ordinal);

        // Nor where there is nothing to compare with.
        wanted.Config.Remove(parts[0]);
        Assert.DoesNotContain("hunter2", string.Join('\n', SpecComparison.Compare(wanted, live)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_are_compared_by_table()
    {
        var live = CaptureSpec.Parse(Live())!;
        var more = live with { Bindings = [.. live.Bindings, SourcePostgres.Binding("public", "extra", "", "acme/shop/public/extra")] };
        Assert.Equal("/bindings/public.extra", Assert.Single(SpecComparison.Compare(Wanted(), more)).Pointer);
        Assert.Equal(
            "/bindings/public.log",
            Assert.Single(SpecComparison.Compare(Wanted(), live with { Bindings = [live.Bindings[1]] })).Pointer
        );
        Assert.Equal(
            "/bindings/public.orders/disable",
            Assert
                .Single(
                    SpecComparison.Compare(Wanted(), live with { Bindings = [live.Bindings[0], live.Bindings[1] with { Disable = true }] })
                )
                .Pointer
        );

        // Where the server finds tables itself, those that it found are its own business.
        var adaptive = new AutoDiscover(true, false);
        Assert.Empty(SpecComparison.Compare(Wanted() with { AutoDiscover = adaptive }, more with { AutoDiscover = adaptive }));
    }

    [Fact]
    public void A_raised_backfill_counter_is_not_lowered_but_a_wish_to_raise_it_is_seen()
    {
        var wanted = Wanted();
        Assert.Empty(
            SpecComparison.Compare(
                wanted with
                {
                    Bindings = [wanted.Bindings[0] with { Backfill = 1 }, wanted.Bindings[1]],
                },
                CaptureSpec.Parse(Live())!
            )
        );
        Assert.Equal(
            "/bindings/public.orders/backfill",
            Assert
                .Single(
                    SpecComparison.Compare(
                        wanted with
                        {
                            Bindings = [wanted.Bindings[0] with { Backfill = 3 }, wanted.Bindings[1]],
                        },
                        CaptureSpec.Parse(Live())!
                    )
                )
                .Pointer
        );
    }

    [Fact]
    public void Differences_never_show_a_password()
    {
        var live = Live();
        ((JsonObject)live["endpoint"]!["connector"]!["config"]!["credentials"]!)["auth_type"] = "GCPIAM";
        var text = string.Join('\n', SpecComparison.Compare(Wanted(), CaptureSpec.Parse(live)!));
        Assert.Contains("GCPIAM", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_nobody_here_knows_are_kept()
    {
        var live = Live();
        live["interval"] = "5m";
        ((JsonObject)live["bindings"]![0]!)["newMember"] = new JsonObject { ["a"] = 1 };
        var again = CaptureSpec.Parse(live)!.ToJson();
        Assert.Equal("5m", again["interval"]!.GetValue<string>());
        Assert.Equal(1, again["bindings"]![0]!["newMember"]!["a"]!.GetValue<int>());
        Assert.True(JsonNode.DeepEquals(live["endpoint"], again["endpoint"]));
    }

    [Fact]
    public void The_key_order_of_an_encrypted_config_survives()
    {
        var live = Live();
        Assert.Equal(
            live["endpoint"]!["connector"]!["config"]!.ToJsonString(),
            CaptureSpec.Parse(live)!.ToJson()["endpoint"]!["connector"]!["config"]!.ToJsonString()
        );
    }

    [Fact]
    public void Specs_are_shown_as_yaml_without_secrets()
    {
        var yaml = SpecText.ToYaml([
            new("acme/shop/cap", "capture", Wanted().ToJson(), null),
            StagedSpec.Removal("acme/shop/public/old", null),
        ]);
        Assert.DoesNotContain(Password, yaml, StringComparison.Ordinal);
        Assert.Equal(
            """
            captures:
              acme/shop/cap:
                endpoint:
                  connector:
                    image: ghcr.io/estuary/source-postgres:v3
                    config:
                      address: ep-x.neon.tech:5432
                      user: cdc
                      database: shop
                      historyMode: false
                      credentials:
                        auth_type: UserPassword
                        password: '[secret]'
                      advanced:
                        publicationName: estuary_publication
                        slotName: estuary_orders
                        watermarksTable: public.flow_watermarks
                        sslmode: require
                bindings:
                - resource:
                    namespace: public
                    stream: orders
                  target: acme/shop/public/orders
                - resource:
                    namespace: public
                    stream: log
                    mode: Without Primary Key
                  target: acme/shop/public/log
            removed:
              acme/shop/public/old:
                delete: true
            """.ReplaceLineEndings("\n"),
            yaml
        );
        Assert.DoesNotContain("ENC[", SpecText.ToYaml(Live()), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_look_like_something_else_are_quoted()
    {
        Assert.Equal(
            "a: \"true\"\nb: \"5432\"\nc: true\nd: \"\"\ne: []\nf: {}",
            SpecText.ToYaml(
                new JsonObject
                {
                    ["a"] = "true",
                    ["b"] = "5432",
                    ["c"] = true,
                    ["d"] = "",
                    ["e"] = new JsonArray(),
                    ["f"] = new JsonObject(),
                }
            )
        );
    }

    [Theory]
    [InlineData("acme/shop/orders", true)]
    [InlineData("ächme/shop_1.x/orders-2", true)]
    [InlineData("orders", false)]
    [InlineData("acme//orders", false)]
    [InlineData("/acme/orders", false)]
    [InlineData("acme/orders/", false)]
    [InlineData("acme/my orders", false)]
    [InlineData("acme/orders\n", false)]
    [InlineData("", false)]
    public void Catalogue_names(string name, bool good)
    {
        Assert.Equal(good, CatalogName.Problem(name) is null);
        Assert.Equal(good, CatalogName.TryParse(name, null, out var parsed));
        Assert.Equal(good ? name : "", parsed.ToString());
    }

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("acme/shop/", "acme/shop")]
    [InlineData("acme//shop", null)]
    [InlineData("acme/shop\n", null)]
    [InlineData("/", null)]
    public void Catalogue_prefixes(string text, string? prefix)
    {
        Assert.Equal(prefix is not null, CatalogPrefix.TryParse(text, null, out var parsed));
        Assert.Equal(prefix ?? "", parsed.ToString());
    }

    [Theory]
    [InlineData("public", "orders", "public/orders")]
    [InlineData("Sales", "Order Items", "sales/order_items")]
    [InlineData("public", "größe.x-1", "public/gr__e.x-1")]
    public void Collections_are_named_as_the_connector_would(string schema, string table, string name) =>
        Assert.Equal(name, SourcePostgres.RecommendedName(schema, table));

    [Fact]
    public void Keys_are_json_pointers()
    {
        var table = new SourceTable("public", "t", [new("a/b", "int4", true), new("c~d", "text", true)], ["c~d", "a/b"]);
        Assert.Equal("""["/c~0d","/a~1b"]""", SourcePostgres.Key(table).ToJsonString());
        Assert.Equal(
            """["/_meta/source/loc/0","/_meta/source/loc/1","/_meta/source/loc/2"]""",
            SourcePostgres.Key(table with { Key = [] }).ToJsonString()
        );
    }

    [Theory]
    [InlineData("_int4", false, """{"type":["array","null"],"items":{"type":["integer","null"]},"description":"(source type: int4[])"}""")]
    [InlineData(
        "jsonb",
        true,
        """{"contentMediaType":"application/vnd.estuary.postgresql.jsonb+json","description":"(source type: non-nullable jsonb)"}"""
    )]
    [InlineData("timestamptz", false, """{"type":["string","null"],"format":"date-time","description":"(source type: timestamptz)"}""")]
    [InlineData("numeric", true, """{"type":"string","format":"number","description":"(source type: non-nullable numeric)"}""")]
    [InlineData("some_extension_type", false, """{"description":"(source type: some_extension_type)"}""")]
    public void Column_types(string type, bool notNull, string schema)
    {
        var document = SourcePostgres.DocumentSchema(new("public", "t", [new("c", type, notNull)], []), historyMode: false);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(schema), document["$defs"]!["PublicT"]!["properties"]!["c"]),
            document.ToJsonString()
        );
    }
}
