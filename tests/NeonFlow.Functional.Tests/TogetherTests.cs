using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Functional.Tests.Traps;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>Several resources of one program that want the same thing: what one of them takes away, the others keep.</summary>
[Trait("Category", "long")]
public sealed class TogetherTests(ConformanceClouds clouds)
{
    private const string Token = "neonflow:postgres:";

    public static TheoryData<string, bool> Overlaps
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var kind in (string[])["Grant", "DefaultPrivileges", "WatermarksTable"])
            {
                data.Add(kind, true);
                data.Add(kind, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Overlaps))]
    public async Task What_two_resources_give_stays_until_both_are_gone(string kind, bool firstLeaves)
    {
        await using var world = await clouds.NewWorldAsync();
        var (first, less, second) = await ProgramAsync(world, kind);
        var untouched = await world.LookAsync();
        using var stack = new StackUnderTest { Config = world.Config };

        // What the second one alone would give.
        stack.Program.Add(new("second", Token + kind, second));
        await StackUnderTest.WellAsync(stack.UpAsync(), "up of the second alone");
        var alone = await world.LookAsync();
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy of the second alone");
        Assert.Equal(untouched, await world.LookAsync());

        // The first one comes first, and so it is the first one that gave what both of them want.
        stack.Program.Insert(0, new("first", Token + kind, first));
        await StackUnderTest.WellAsync(stack.UpAsync(), "up of both");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview of both");
        if (firstLeaves)
        {
            stack.Program.RemoveAt(0);
        }
        else
        {
            stack.Program[0] = stack.Program[0] with { Inputs = less };
        }

        var up = await StackUnderTest.WellAsync(stack.UpAsync(), firstLeaves ? "up without the first" : "up with less of the first");
        Assert.Subset(
            (await world.LookAsync()).ToHashSet(),
            alone.Where(static l => !l.StartsWith("mark", StringComparison.Ordinal)).ToHashSet()
        );
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");
        if (firstLeaves)
        {
            Assert.Equal(alone, await world.LookAsync());
            Assert.Equal(1, StackUnderTest.Diagnostics(up).Split($"{kind} second of this program wants").Length - 1);
        }

        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.Equal(untouched, await world.LookAsync());
        Assert.Equal(0, await world.Shared.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", world.Database));
    }

    [Fact]
    public async Task A_publication_that_took_another_name_and_got_the_old_one_back_is_not_dropped()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        JsonObject Named(string name, string table = "shop.orders") =>
            new()
            {
                ["connection"] = world.Connection,
                ["name"] = world.Name(name),
                ["tables"] = new JsonArray(table),
            };
        stack.Program.Add(new("publication", Token + "Publication", Named("one")));
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");

        // The new one is made, another resource fails, and so the old one is never deleted: it waits for that in the state.
        stack.Program[0] = stack.Program[0] with
        {
            Inputs = Named("two"),
        };
        stack.Program.Add(new("broken", Token + "Publication", Named("three", "shop.nowhere")));
        Assert.False((await stack.UpAsync()).Succeeded);
        Assert.Equal(1, await CountAsync(world, "one"));
        stack.Program.RemoveAt(1);
        stack.Program[0] = stack.Program[0] with { Inputs = Named("one") };
        await StackUnderTest.WellAsync(stack.UpAsync(), "up with the old name");
        Assert.Equal(1, await CountAsync(world, "one"));
        Assert.Equal(0, await CountAsync(world, "two"));
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.Equal(0, await CountAsync(world, "one"));
    }

    private static Task<long> CountAsync(World world, string name) =>
        world.Shared.Server.ScalarAsync<long>($"SELECT count(*) FROM pg_publication WHERE pubname = '{world.Name(name)}'", world.Database);

    /// <summary>The first one, the first one with nothing that both have, and the second one.</summary>
    private static async Task<(JsonObject First, JsonObject Less, JsonObject Second)> ProgramAsync(World world, string kind)
    {
        var reader = await world.SqlRoleAsync("reader");
        var common = new JsonObject { ["connection"] = world.Connection, ["role"] = reader };
        switch (kind)
        {
            case "Grant":
                var first = With(
                    common,
                    ("schema", "shop"),
                    ("tables", Subject.List("orders", "customers")),
                    ("privileges", Subject.List("SELECT", "UPDATE")),
                    ("sequences", Subject.List("counter"))
                );
                return (
                    first,
                    With(
                        first,
                        ("tables", Subject.List("customers")),
                        ("schemaPrivileges", Subject.List("CREATE")),
                        ("sequences", Subject.List())
                    ),
                    With(common, ("schema", "shop"), ("tables", Subject.List("orders", "items")), ("sequences", Subject.List("counter")))
                );
            case "DefaultPrivileges":
                var owner = world.Shared.OwnerRole;
                var creator = await world.SqlRoleAsync("creator");
                await world.AdminSqlAsync($"GRANT {creator} TO {owner}");
                var both = With(common, ("schema", "shop"), ("creators", Subject.List(owner, creator)));
                return (
                    both,
                    With(both, ("creators", Subject.List(creator))),
                    With(common, ("schema", "shop"), ("creators", Subject.List(owner)), ("privileges", Subject.List("SELECT", "INSERT")))
                );
            default:
                await world.SqlAsync($"CREATE PUBLICATION {world.Name("pub")} FOR TABLE shop.orders");
                var other = await world.SqlRoleAsync("other");
                var marks = With(common, ("table", "shop.marks"), ("publication", world.Name("pub")));
                return (
                    marks,
                    With(Properties.Without(marks, "publication"), ("role", other)),
                    With(common, ("table", "shop.marks"), ("publication", world.Name("pub")))
                );
        }
    }

    private static JsonObject With(JsonObject inputs, params (string Key, JsonNode Value)[] changes) =>
        changes.Aggregate(inputs, static (all, c) => Properties.With(all, c.Key, c.Value));
}
