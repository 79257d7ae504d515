using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Provider;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of a life without trouble.</summary>
public sealed class LifeLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_1_after_create_a_preview_shows_no_change(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                Assert.NotEmpty(held.Id);
                AssertPromised(token, held);
                var read = await scene.Provider.ReadAsync(token, held);
                Assert.NotNull(read);
                Assert.Equal(held.Id, read.Id);
                Assert.Equal(held.Inputs.ToJsonString(), Properties.Clone(read.Inputs).ToJsonString());
                Assert.Equal(Properties.Canonical(held.Outputs), Properties.Canonical(read.Outputs));
                AssertNoChange(await scene.PreviewAsync(held, scene.Subject.Inputs), "the preview after create shows");

                await scene.Subject.ComeToLifeAsync();
                AssertNoChange(await scene.PreviewAsync(read, scene.Subject.Inputs), "the preview after it came to life shows");
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_2_update_reaches_the_state_of_a_fresh_create(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var untouched = await scene.World.LookAsync();
                var first = await scene.UpAsync(scene.Subject.Inputs);
                var updated = await scene.UpAgainAsync(first, scene.Subject.Changed);
                AssertPromised(token, updated);
                AssertNoChange(await scene.PreviewAsync(updated, scene.Subject.Changed), "the preview after update shows");
                await scene.Subject.ComeToLifeAsync();
                var afterUpdate = await scene.World.LookAsync();

                await scene.Provider.DeleteAsync(token, updated);
                var afterDelete = await scene.World.LookAsync();
                var fresh = await scene.UpAsync(scene.Subject.Changed);
                await scene.Subject.ComeToLifeAsync();
                AssertSame(await scene.World.LookAsync(), afterUpdate, "what update left differs from what a fresh create makes:");
                Assert.Equal(scene.Lasting(fresh.Outputs), scene.Lasting(updated.Outputs));
                Assert.Equal(scene.Subject.IdKeepsItsFirstName ? first.Id : fresh.Id, updated.Id);

                // What can never be undone (logical replication, whom a list guards) is the only thing that destroy may leave.
                await scene.Provider.DeleteAsync(token, fresh);
                AssertSame(afterDelete, await scene.World.LookAsync(), "destroy leaves another world each time:");
                if (token is not ("neonflow:neon:LogicalReplication" or "neonflow:neon:IpAllow"))
                {
                    AssertSame(untouched, afterDelete.Except(scene.Subject.Remains), "destroy leaves something behind:");
                }
            }
        );

    /// <summary>Resources in a database.</summary>
    public static TheoryData<string> InDatabases =>
        [.. Registry.ResourceTokens.Where(static t => t.StartsWith("neonflow:postgres:", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(InDatabases))]
    public Task Law_2_what_moves_to_another_database_is_made_there_and_taken_away_here(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var untouched = await scene.World.LookAsync();
                var there = Properties.With(
                    scene.Subject.Inputs,
                    "connection",
                    Properties.With(scene.World.Connection, "database", await scene.World.OtherDatabaseAsync())
                );
                var elsewhere = Properties.With(
                    scene.Subject.Inputs,
                    "connection",
                    Properties.With(scene.World.Connection, "user", "somebody")
                );
                var held = await scene.UpAsync(scene.Subject.Inputs);
                AssertNoChange(
                    await scene.Provider.DiffAsync(token, held, await scene.Provider.CheckAsync(token, elsewhere, held.Inputs)),
                    "for another way to the same database the preview shows"
                );
                if (scene.Subject.IsOfServer)
                {
                    AssertNoChange(
                        await scene.Provider.DiffAsync(token, held, await scene.Provider.CheckAsync(token, there, held.Inputs)),
                        "by way of another database of the server the preview shows"
                    );
                    var (before, other) = (await scene.World.LookAsync(), await scene.AnotherAsync());
                    other.Called = "other";
                    var same = await scene.UpAsync(there, other);
                    await scene.Provider.DeleteAsync(token, held);
                    Assert.NotNull(await other.ReadAsync(token, same));
                    await other.DeleteAsync(token, same);
                    Assert.NotEqual(untouched, before);
                    AssertSame(untouched, await scene.World.LookAsync(), "what two have by two databases leaves something behind:");
                    return;
                }

                foreach (
                    var program in new[]
                    {
                        there,
                        Properties.With(
                            scene.Subject.Inputs,
                            "connection",
                            Properties.With(scene.World.Connection, "database", Properties.Unknown)
                        ),
                    }
                )
                {
                    Assert.Equal(
                        ["connection.database UpdateReplace"],
                        (await scene.Provider.DiffAsync(token, held, await scene.Provider.CheckAsync(token, program, held.Inputs))).Select(
                            static c => $"{c.Key} {c.Value}"
                        )
                    );
                }

                var moved = await scene.UpAsync(there);
                Assert.NotEqual(held.Id, moved.Id);
                await scene.Provider.DeleteAsync(token, held);
                Assert.NotNull(await scene.Provider.ReadAsync(token, moved));
                AssertSame(
                    untouched,
                    (await scene.World.LookAsync()).Except(scene.Subject.Remains),
                    "what moved away leaves something behind:"
                );
                await scene.Provider.DeleteAsync(token, moved);
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_3_what_is_gone_is_read_as_gone(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                var id = scene.Subject.ImportId;
                await scene.Subject.VanishAsync();
                Assert.Null(await scene.Provider.ImportAsync(token, id));
                var read = await scene.Provider.ReadAsync(token, held);
                if (scene.Subject.OutlivesItsObject)
                {
                    Assert.NotNull(read);
                    return;
                }

                Assert.Null(read);
            }
        );

    /// <summary>Resources that are read with calls of an API.</summary>
    public static TheoryData<string> BehindApis =>
        [.. Registry.ResourceTokens.Where(static t => !t.StartsWith("neonflow:postgres:", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(BehindApis))]
    public async Task Law_3_what_goes_while_it_is_read_keeps_nothing_from_going_on(string token)
    {
        // A database answers all questions of a Read from one moment; the calls of an API have others between them.
        for (var (call, calls) = (1, 1); call <= calls; call++)
        {
            await HoldsAsync(
                token,
                async scene =>
                {
                    var held = await scene.UpAsync(scene.Subject.Inputs);
                    await scene.Subject.ComeToLifeAsync();
                    var start = scene.World.Gate.Passed;
                    await scene.Provider.ReadAsync(token, held);
                    var at = scene
                        .World.Gate.Kinds.Skip(start)
                        .Index()
                        .Where(static k => k.Item.Contains(" /", StringComparison.Ordinal))
                        .Select(static k => k.Index + 1)
                        .ToList();
                    calls = at.Count;
                    Assert.NotEmpty(at);
                    scene.World.Gate.StopAt(at[call - 1], letThrough: false);
                    var reading = scene.Provider.ReadAsync(token, held);
                    await Task.WhenAny(scene.World.Gate.Stopped, reading);
                    await scene.Subject.VanishAsync();
                    scene.World.Gate.Resume();
                    await reading;
                    Assert.Null(await scene.Provider.ReadAsync(token, held));
                }
            );
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(6)]
    public Task Law_5_deleting_twice_is_success(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                await scene.Provider.DeleteAsync(token, held);
                await scene.Provider.DeleteAsync(token, held);

                var again = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                await scene.Subject.VanishAsync();
                await scene.Provider.DeleteAsync(token, again);
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(11)]
    public Task Law_6_an_import_shows_no_change(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                var before = await scene.World.LookAsync();
                var other = await scene.AnotherAsync();
                foreach (var id in new[] { scene.Subject.ImportId, held.Id }.Distinct())
                {
                    var imported = await other.ImportAsync(token, id);
                    Assert.NotNull(imported);
                    Assert.Equal(held.Id, imported.Id);
                    AssertPromised(token, imported, scene.Subject.NotImportable);
                    var changes = await other.DiffAsync(
                        token,
                        imported,
                        await other.CheckAsync(token, scene.Subject.ImportInputs, imported.Inputs)
                    );
                    AssertNoChange(
                        changes.Where(c => !scene.Subject.NotImportable.Contains(c.Key.Split('.', '[')[0])).ToDictionary(),
                        $"the preview after importing {id} shows"
                    );
                }

                AssertSame(before, await scene.World.LookAsync(), "an import changed something:");
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_13_checking_what_was_checked_changes_nothing(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                foreach (var program in (JsonObject[])[scene.Subject.Inputs, scene.Subject.Changed, Least(token, scene.Subject.Inputs)])
                {
                    var once = await scene.Provider.CheckAsync(token, program);
                    var twice = await scene.Provider.CheckAsync(token, once, once);
                    Assert.Equal(Sorted(once), Sorted(twice));
                }
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(10)]
    public Task Law_14_sets_have_no_order(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var program = scene.Subject.Inputs;
                var turned = Properties.Clone(program);
                foreach (var set in ShapeOf(token).Properties.Where(static p => p is { IsInput: true, Unordered: not null }))
                {
                    if (turned[set.Name] is JsonArray items)
                    {
                        turned[set.Name] = new JsonArray([.. items.Reverse().Select(static i => i!.DeepClone())]);
                    }
                }

                var held = await scene.UpAsync(program);
                AssertNoChange(await scene.PreviewAsync(held, turned), "the other order shows");

                // The state keeps the order that the program used, whatever order the catalogue has.
                var read = await scene.Provider.ReadAsync(token, held);
                Assert.Equal(held.Inputs.ToJsonString(), read!.Inputs.ToJsonString());
            }
        );

    /// <summary>Only what is required.</summary>
    private static JsonObject Least(string token, JsonObject inputs)
    {
        var shape = ShapeOf(token);
        var kept = shape
            .Properties.Where(static p => p.IsInput && (p.IsRequired || p.IsTransport))
            .Select(static p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (token == "neonflow:estuary:Capture")
        {
            kept.Add("tables");
        }

        return Properties.Without(inputs, inputs.Select(static m => m.Key).Where(k => !kept.Contains(k)).ToList());
    }

    private static string Sorted(JsonObject map) =>
        new JsonObject(
            map.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        ).ToJsonString();
}
