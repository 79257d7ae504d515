using System.Text.Json.Nodes;
using NeonFlow.Harness;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of previews.</summary>
public sealed class PreviewLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_7_a_preview_writes_nothing(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                await UnchangedAsync(
                    scene,
                    async () =>
                    {
                        await scene.Provider.CreateAsync(
                            token,
                            await scene.Provider.CheckAsync(token, scene.Subject.Inputs),
                            preview: true
                        );
                    }
                );

                var held = await scene.UpAsync(scene.Subject.Inputs);
                await UnchangedAsync(
                    scene,
                    async () =>
                    {
                        await scene.PreviewAsync(held, scene.Subject.Changed);
                        await scene.Provider.UpdateAsync(
                            token,
                            held,
                            await scene.Provider.CheckAsync(token, scene.Subject.Changed, held.Inputs),
                            preview: true
                        );
                        await scene.Provider.ImportAsync(token, scene.Subject.ImportId);
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_8_a_preview_with_unknown_inputs_neither_fails_nor_lies(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var program = scene.Subject.Inputs;
                var guesses = new List<(string What, JsonObject Outputs)>();
                foreach (var (what, veiled) in Veiled(program))
                {
                    var inputs = await ToldAsync(what, () => scene.Provider.CheckAsync(token, veiled));
                    var predicted = await ToldAsync(what, () => scene.Provider.CreateAsync(token, inputs, preview: true));
                    guesses.Add((what, predicted.Outputs));
                }

                var held = await scene.UpAsync(program);
                await scene.Subject.ComeToLifeAsync();
                foreach (var (what, outputs) in guesses)
                {
                    AssertTrue(outputs, held.Outputs, $"with {what} unknown, the preview of create says");
                }

                foreach (var (what, veiled) in Veiled(scene.Subject.Changed))
                {
                    var inputs = await ToldAsync(what, () => scene.Provider.CheckAsync(token, veiled, held.Inputs));
                    await ToldAsync(what, () => scene.Provider.DiffAsync(token, held, inputs));
                    var predicted = await ToldAsync(what, () => scene.Provider.UpdateAsync(token, held, inputs, preview: true));
                    foreach (var (name, value) in veiled.Where(m => Properties.HasUnknown(m.Value)))
                    {
                        Assert.True(
                            predicted.Outputs[name] is null || Properties.HasUnknown(predicted.Outputs[name]),
                            $"{name} is unknown, but the preview of update says {predicted.Outputs[name]?.ToJsonString()} instead of "
                                + $"{value?.ToJsonString()}"
                        );
                    }
                }
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(17)]
    public Task Law_11_a_plain_preview_shows_what_others_changed(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var covered = scene
                    .Subject.Edits.Select(static e => e.Input)
                    .Concat(scene.Subject.Unobserved.Keys)
                    .ToHashSet(StringComparer.Ordinal);
                var open = ShapeOf(token)
                    .Properties.Where(static p => p is { IsInput: true, IsTransport: false, IsDirective: false, ReplaceOnChange: false })
                    .Select(static p => p.Name)
                    .Except(covered);
                Assert.Empty(open);

                var held = await scene.UpAsync(scene.Subject.Inputs);
                foreach (var edit in scene.Subject.Edits.OrderByDescending(static e => e.IsRepairable))
                {
                    AssertNoChange(await scene.PreviewAsync(held, scene.Subject.Inputs), $"before '{edit.What}' the preview shows");
                    await edit.DoAsync();
                    var changes = await scene.PreviewAsync(held, scene.Subject.Inputs);
                    Assert.True(changes.Count > 0, $"'{edit.What}' is not seen.");
                    if (edit.IsRepairable)
                    {
                        held = await scene.UpAgainAsync(held, scene.Subject.Inputs);
                        AssertNoChange(
                            await scene.PreviewAsync(held, scene.Subject.Inputs),
                            $"after the up that repairs '{edit.What}' the preview shows"
                        );
                    }
                }
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(4)]
    public Task Law_17_an_update_preview_leaves_known_what_will_not_change(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                var inputs = await scene.Provider.CheckAsync(token, scene.Subject.Changed, held.Inputs);
                var predicted = await scene.Provider.UpdateAsync(token, held, inputs, preview: true);
                var updated = await scene.Provider.UpdateAsync(token, held, inputs);
                AssertTrue(predicted.Outputs, updated.Outputs, "the preview of update says");
                foreach (var (name, value) in held.Outputs)
                {
                    if (
                        !scene.Subject.OwnOutputs.Contains(name)
                        && Properties.Canonical(value) == Properties.Canonical(updated.Outputs[name])
                    )
                    {
                        Assert.True(
                            predicted.Outputs.ContainsKey(name) && !Properties.HasUnknown(predicted.Outputs[name]),
                            $"{name} will not change, but the preview says that it is unknown"
                        );
                    }
                }

                // An update without a change says of everything what it is.
                var same = await scene.Provider.UpdateAsync(token, updated, inputs, preview: true);
                Assert.Equal(Properties.Canonical(updated.Outputs), Properties.Canonical(same.Outputs));
            }
        );

    private static async Task UnchangedAsync(Scene scene, Func<Task> look)
    {
        var cloud = scene.World.Cloud;
        var before = await scene.World.LookAsync();
        var calls = cloud.Neon.Calls.Count;
        var (drafts, publications) = (cloud.Estuary.DraftCount, cloud.Estuary.Publications.Count);
        await look();
        AssertSame(before, await scene.World.LookAsync(), "a preview changed something:");
        Assert.All(cloud.Neon.Calls.Skip(calls), static c => Assert.Equal("GET", c.Method));
        Assert.Equal((drafts, publications), (cloud.Estuary.DraftCount, cloud.Estuary.Publications.Count));
    }

    /// <summary>Each input unknown, some pairs, all of them; and unknown values inside of objects and lists.</summary>
    private static IEnumerable<(string What, JsonObject Program)> Veiled(JsonObject program)
    {
        var names = program.Select(static m => m.Key).ToList();
        foreach (var name in names)
        {
            yield return (name, Properties.With(program, name, Properties.Unknown));
        }

        for (var i = 0; i + 1 < names.Count; i += 2)
        {
            yield return (
                $"{names[i]} and {names[i + 1]}",
                Properties.With(Properties.With(program, names[i], Properties.Unknown), names[i + 1], Properties.Unknown)
            );
        }

        yield return ("everything", new JsonObject(names.Select(static n => KeyValuePair.Create(n, (JsonNode?)Properties.Unknown))));
        foreach (var (name, value) in program)
        {
            if (value is JsonArray { Count: > 0 } list)
            {
                var part = list.DeepClone().AsArray();
                part[0] = Properties.Unknown;
                yield return ($"an element of {name}", Properties.With(program, name, part));
            }
            else if (value is JsonObject o && !Properties.IsSecret(o))
            {
                foreach (var member in o.Select(static m => m.Key).ToList())
                {
                    yield return ($"{name}.{member}", Properties.With(program, name, Properties.With(o, member, Properties.Unknown)));
                }
            }
            else if (Properties.IsSecret(value))
            {
                yield return ($"the secret {name}", Properties.With(program, name, Properties.Secret(Properties.Unknown)));
            }
        }
    }

    private static void AssertTrue(JsonObject predicted, JsonObject real, string what)
    {
        foreach (var (name, value) in predicted)
        {
            if (!Properties.HasUnknown(value))
            {
                Assert.True(
                    Properties.Canonical(value) == Properties.Canonical(real[name]),
                    $"{what} {name} = {Properties.Canonical(value)}, but it became {Properties.Canonical(real[name])}"
                );
            }
        }
    }

    private static async Task<T> ToldAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is CallFailedException or RefusedException)
        {
            throw new InvalidOperationException($"With {what} unknown: {e.Message}", e);
        }
    }
}
