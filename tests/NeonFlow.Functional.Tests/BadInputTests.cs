using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>Wrong arguments over every resource: the place, the reason, the fix, and nothing was written.</summary>
public sealed class BadInputTests(ConformanceClouds clouds)
{
    public static TheoryData<string> Resources => [.. Subject.Tokens];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Names_that_cannot_be_are_refused_with_their_place_and_a_fix(string token)
    {
        await using var scene = await OpenAsync(token);
        foreach (var (name, value) in scene.Inputs)
        {
            foreach (var (path, wrong) in Wrong(token, name, value))
            {
                var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                    scene.Provider.CheckAsync(token, Properties.With(scene.Inputs, name, wrong))
                );
                Assert.True(
                    refused.Failures.Any(f =>
                        (f.Property == path || f.Reason.Contains(path, StringComparison.Ordinal)) && Explains(f.Reason)
                    ),
                    $"{path} = {wrong.ToJsonString()}: {refused.Message}"
                );
            }
        }

        await scene.AssertUntouchedAsync();
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Places_that_are_not_there_are_told_apart_before_any_write(string token)
    {
        await using var scene = await OpenAsync(token);
        if (scene.Inputs["projectId"] is not null)
        {
            await scene.FailsAsync(
                Properties.With(scene.Inputs, "projectId", "no-such-12345678"),
                "NF2007",
                "Id: Neon: GET /projects/no-such-12345678"
            );
        }

        if (scene.Inputs["connection"] is JsonObject direct && direct["host"] is not null)
        {
            await scene.FailsAsync(Connected("password", Properties.Secret("wrong-Pa55word")), "NF3009", "connection");
            await scene.FailsAsync(Connected("database", "nowhere"), "NF3011", "connection");
        }

        // Without key or token.
        var setting =
            token.StartsWith("neonflow:neon:", StringComparison.Ordinal) ? "neonApiKey"
            : token.StartsWith("neonflow:estuary:", StringComparison.Ordinal) ? "estuaryToken"
            : null;
        if (setting is not null)
        {
            await using var poor = await ProviderUnderTest.StartAsync(Properties.Without(scene.World.Config, setting));
            var failed = await Assert.ThrowsAsync<CallFailedException>(async () =>
                await poor.CreateAsync(token, await poor.CheckAsync(token, scene.Inputs))
            );
            Assert.Contains("NF1004", failed.Message, StringComparison.Ordinal);
            // The harness's provider is one that a program makes.
            Assert.Contains($"fix: {char.ToUpperInvariant(setting[0])}{setting[1..]} = <", failed.Message, StringComparison.Ordinal);
        }

        await scene.AssertUntouchedAsync();

        JsonObject Connected(string member, JsonNode value) =>
            Properties.With(scene.Inputs, "connection", Properties.With(scene.Inputs["connection"]!.AsObject(), member, value));
    }

    [Fact]
    public async Task Addresses_that_no_list_understands_are_refused_each_at_its_place()
    {
        await using var scene = await OpenAsync("neonflow:neon:IpAllow");
        foreach (var wrong in (string[])["203.0.113.300", "203.0.113.0/33", "203.0.113.9-203.0.113.1", "example.com", ""])
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                scene.Provider.CheckAsync(scene.Token, Properties.With(scene.Inputs, "entries", new JsonArray("203.0.113.7", wrong)))
            );
            Assert.Contains(
                refused.Failures,
                static f =>
                    f.Reason.Contains("entries[1]", StringComparison.Ordinal) && f.Reason.Contains("NF2003", StringComparison.Ordinal)
            );
        }
    }

    private static IEnumerable<(string Path, JsonNode Wrong)> Wrong(string token, string name, JsonNode? value)
    {
        var tooLong = new string('n', 64);
        switch (name)
        {
            case "projectId":
                yield return (name, "My Project");
                break;
            case "branchId":
                yield return (name, "main");
                break;
            case "captureName":
                yield return (name, "shop");
                yield return (name, "acmeCo//x");
                break;
            case "name" or "role" or "schema" or "publicationName" or "slotName":
                yield return (name, tooLong);
                break;
            case "tables" when value is JsonArray:
                yield return ("tables[1]", new JsonArray("shop.orders", "a.b.c.d"));
                yield return (
                    "tables[1]",
                    new JsonArray("shop.orders", token.EndsWith(":Grant", StringComparison.Ordinal) ? "other.orders" : "orders")
                );
                yield return ("tables[0]", new JsonArray("shop." + tooLong));
                break;
            case "table" or "watermarksTable":
                yield return (name, "no_schema");
                break;
            case "privileges" or "schemaPrivileges" or "sequencePrivileges" or "operations":
                yield return ($"{name}[0]", new JsonArray("EVERYTHING"));
                break;
            case "creators":
                yield return ("creators[0]", new JsonArray(tooLong));
                break;
            case "mode" or "on" or "sslMode":
                yield return (name, "sideways");
                break;
            case "connection" when value is JsonObject { } connection && connection["host"] is not null:
                yield return ("connection.host", Properties.With(connection, "host", "ep-cool-lake-1-pooler.localhost"));
                yield return ("connection.port", Properties.With(connection, "port", 70_000));
                yield return ("connection.user", Properties.With(connection, "user", tooLong));
                break;
        }
    }

    // A word of a closed list is its own fix: the message lists the others.
    private static bool Explains(string reason) =>
        reason.Contains("NF", StringComparison.Ordinal)
        && (
            reason.Contains("fix:", StringComparison.Ordinal)
            || reason.Contains("possible values", StringComparison.Ordinal)
            || reason.Length > 40
        );

    private async Task<Scene> OpenAsync(string token)
    {
        var world = await clouds.NewWorldAsync();
        var subject = Subject.Of(token, world);
        await subject.PrepareAsync();
        return new(token, world, subject.Inputs, await ProviderUnderTest.StartAsync(world.Config), await world.LookAsync());
    }

    private sealed record Scene(string Token, World World, JsonObject Inputs, ProviderUnderTest Provider, IReadOnlyList<string> Before)
        : IAsyncDisposable
    {
        /// <summary>An up with these inputs fails with the place, the reason and a fix.</summary>
        public async Task FailsAsync(JsonObject inputs, string code, string path)
        {
            var failed = await Assert.ThrowsAsync<CallFailedException>(async () =>
                await Provider.CreateAsync(Token, await Provider.CheckAsync(Token, inputs))
            );
            Assert.Contains(code, failed.Message, StringComparison.Ordinal);
            Assert.Contains(path, failed.Message, StringComparison.Ordinal);
            Assert.Contains("fix:", failed.Message, StringComparison.Ordinal);
        }

        public async Task AssertUntouchedAsync() => Assert.Equal(Before, await World.LookAsync());

        public async ValueTask DisposeAsync()
        {
            await Provider.DisposeAsync();
            await World.DisposeAsync();
        }
    }
}
