using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Conformance.Tests.Subjects;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>Traps 2 and 3: the engine prints what a failed check names, and hides nothing but secret stack config.</summary>
[Trait("Category", "long")]
public sealed class SecretTests(ConformanceClouds clouds)
{
    // Everything that changes its looks: JSON, SQL, percent signs, HTML, base64.
    private const string Nasty = "hunter2'\"\\<&/ %é+93b1";

    /// <summary>One input each, HERE is the secret.</summary>
    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "neonflow:estuary:Capture", """{"password": {"$secret": ["HERE"]}}""" },
            { "neonflow:estuary:Capture", """{"password": ["HERE"]}""" },
            { "neonflow:estuary:Capture", """{"address": {"$secret": {"HERE": "HERE"}}}""" },
            { "neonflow:estuary:Capture", """{"pasword": "HERE"}""" },
            { "neonflow:estuary:Capture", """{"sslMode": {"$secret": "HERE"}}""" },
            { "neonflow:estuary:Capture", """{"modes": {"$secret": {"HERE": 1}}}""" },
            { "neonflow:estuary:Capture", """{"connection": "postgresql://shop:HERE@127.0.0.1/shop"}""" },
            { "neonflow:postgres:Publication", """{"connection": {"host": "ep-x-1-pooler.localhost", "password": "HERE"}}""" },
            { "neonflow:postgres:Publication", """{"connection": {"$secret": {"host": "x", "HERE": 1}}}""" },
            { "neonflow:postgres:Publication", """{"connection": {"host": "postgresql://shop:HERE@127.0.0.1/shop"}}""" },
            { "neonflow:postgres:Publication", """{"tables": [{"$secret": "HERE"}, "shop.orders"]}""" },
            { "neonflow:postgres:Publication", """{"name": {"$secret": "HEREHEREHERE"}}""" },
            { "neonflow:neon:IpAllow", """{"entries": [{"$secret": "HERE"}]}""" },
            { "neonflow:neon:Role", """{"name": {"$secret": "HEREHEREHERE"}}""" },
            { "pulumi:providers:neonflow", """{"neonApiKey": ["HERE"]}""" },
            { "pulumi:providers:neonflow", """{"databaseUrl": "shop:HERE@127.0.0.1/shop"}""" },
            { "pulumi:providers:neonflow", """{"neonApiUrl": {"$secret": "ftp://shop:HERE@127.0.0.1"}}""" },
            { "pulumi:providers:neonflow", """{"neonApiKeey": "HERE"}""" },
        };

    private static string Escaped => JsonValue.Create(Nasty)!.ToJsonString()[1..^1];

    [Theory]
    [MemberData(nameof(Wrong))]
    [Trap(2)]
    public async Task A_refused_input_is_explained_without_its_secret(string type, string wrong)
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        var inputs = type.StartsWith("pulumi:", StringComparison.Ordinal) ? new JsonObject() : Valid(type, world);
        var changed = JsonNode.Parse(wrong.Replace("HERE", Escaped, StringComparison.Ordinal))!.AsObject().Single();
        inputs[changed.Key] = Marked(changed.Value);
        stack.Program.Add(new("it", type, inputs));

        var refused = await stack.PreviewAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(changed.Key, refused.Text, StringComparison.Ordinal);
        Assert.Matches("NF[1-5][0-9]{3}", refused.Text);
        stack.AssertDiscreet([Nasty, .. world.Secrets]);
    }

    [Fact]
    [Trap(3)]
    public async Task Failing_upstreams_that_repeat_what_they_were_sent_are_quoted_without_secrets()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        var capture = new CaptureSubject(world);
        await capture.PrepareAsync();
        var password = world.Shared.RolePassword(world.Shared.OwnerRole)!;
        var encoded = Uri.EscapeDataString(password);
        await world.AdminSqlAsync(
            $"""
            CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
              RAISE EXCEPTION 'refused: ALTER ROLE x PASSWORD ''{password}'' in %', current_query()
                USING HINT = 'login with {encoded}', DETAIL = 'postgresql://shop:{password}@127.0.0.1/shop';
            END $$;
            CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE PUBLICATION', 'ALTER PUBLICATION')
              EXECUTE FUNCTION public.refuse();
            """
        );
        stack.Program.Add(new("publication", "neonflow:postgres:Publication", new PublicationSubject(world).Inputs));
        stack.Program[0].Inputs["name"] = world.Name("own");
        var said = new List<string>();
        await FailsAsync("the database");
        await world.AdminSqlAsync("DROP EVENT TRIGGER refuse");

        // JSON, a page, base64, and a text so long that it is cut in the middle of a secret.
        var key = world.Cloud.Neon.ApiKey;
        var basic = Base64("user:" + key);
        var echo =
            $$"""{"code": "", "message": "bad request: Authorization: Bearer {{key}}, basic {{basic}} ({{Uri.EscapeDataString(key)}})"}""";
        foreach (
            var (status, body) in ((int, string)[])[(400, echo), (500, $"<html>{key}</html>"), (422, new string('x', 290) + " " + key)]
        )
        {
            stack.Program.Clear();
            stack.Program.Add(new("role", "neonflow:neon:Role", new RoleSubject(world).Inputs));
            world.Cloud.Neon.Next(status, times: 50, body: body);
            await FailsAsync("Neon");
            world.Cloud.Neon.ClearFaults();
        }

        stack.Program.Clear();
        stack.Program.Add(new("capture", "neonflow:estuary:Capture", capture.Inputs));
        var role = world.Shared.RolePassword(world.Name("capture"))!;
        var hint = Base64("capture:" + role);
        foreach (
            var (status, body) in ((int, string)[])
                [
                    (
                        400,
                        $$"""{"code": "22P02", "message": "invalid input", "details": "{\"password\": \"{{role}}\"}", "hint": "{{hint}}"}"""
                    ),
                    (500, $"error while handling {{\"password\": \"{role}\"}}"),
                    (422, new string('x', 390) + " " + role),
                ]
        )
        {
            world.Cloud.Estuary.Faults.Next(status, static c => c.Path.Contains("draft", StringComparison.Ordinal), count: 50, body: body);
            world.Cloud.Estuary.Faults.Next(
                status,
                static c => c.Surface == NeonFlow.Testing.Estuary.EstuarySurface.ConfigEncryption,
                count: 50,
                body: body
            );
            await FailsAsync("Estuary");
            world.Cloud.Estuary.Faults.Clear();
        }

        Assert.Contains(said, static t => t.Contains("[secret]", StringComparison.Ordinal));
        stack.AssertDiscreet(world.Secrets);

        async Task FailsAsync(string what)
        {
            var failed = await stack.UpAsync();
            Assert.False(failed.Succeeded, what);
            Assert.Matches("NF[1-5][0-9]{3}", failed.Text);
            said.Add(failed.Text);
        }
    }

    [Fact]
    [Trap(3)]
    public async Task A_password_that_nobody_marked_is_encrypted_in_the_state_all_the_same()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest();
        var settings = new JsonObject(world.Config.Select(static c => KeyValuePair.Create(c.Key, Properties.Plain(c.Value))));
        var inputs = new PublicationSubject(world).Inputs;
        inputs["connection"]!["password"] = Properties.Plain(inputs["connection"]!["password"]);
        stack.Program.Add(new("here", "pulumi:providers:neonflow", settings));
        stack.Program.Add(new("publication", "neonflow:postgres:Publication", inputs) { Provider = "here" });
        await StackUnderTest.WellAsync(stack.UpAsync(new() { Diff = true }), "up");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true, Diff = true }), "preview");
        await StackUnderTest.WellAsync(stack.RefreshAsync(), "refresh");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");

        // The program itself holds it in plain; what the engine saved and showed of the resources does not. Of a provider's own inputs the
        // engine asks before the provider can mark them.
        stack.AssertDiscreet(world.Shared.RolePassword(world.Shared.OwnerRole)!);
    }

    internal static JsonObject Valid(string type, World world)
    {
        if (type is "neonflow:neon:IpAllow" or "neonflow:neon:LogicalReplication")
        {
            return new() { ["projectId"] = world.Shared.Id, ["entries"] = new JsonArray("203.0.113.7") };
        }

        // The role of a capture need not exist for a check.
        if (type == "neonflow:estuary:Capture")
        {
            return new()
            {
                ["captureName"] = $"acmeCo/{world.Tag}/source-postgres",
                ["address"] = "127.0.0.1:5432",
                ["database"] = world.Database,
                ["user"] = "capture",
                ["password"] = Properties.Secret("not-used"),
                ["publicationName"] = "pub",
                ["slotName"] = "slot",
                ["tables"] = new JsonArray("shop.orders"),
            };
        }

        return Subject.Of(type, world).Inputs;
    }

    private static JsonNode? Marked(JsonNode? node) =>
        node switch
        {
            JsonObject o when o["$secret"] is { } secret => Properties.Secret(Marked(secret)),
            JsonObject o => new JsonObject(o.Select(static m => KeyValuePair.Create(m.Key, Marked(m.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Marked)]),
            _ => node?.DeepClone(),
        };

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
