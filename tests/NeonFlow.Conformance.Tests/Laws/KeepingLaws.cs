using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of what is kept: secrets, and state that other versions wrote.</summary>
[Trait("Category", "long")]
public sealed class KeepingLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    [Theory]
    [MemberData(nameof(Resources))]
    [Trap(2)]
    [Trap(3)]
    public Task Law_9_secrets_stay_secret(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                held = await scene.UpAgainAsync(held, scene.Subject.Changed);
                foreach (var secret in ShapeOf(token).Properties.Where(static p => p.Value.Secret && p.InState))
                {
                    Assert.True(
                        held.Outputs[secret.Name] is null || Properties.IsSecret(held.Outputs[secret.Name]),
                        $"{secret.Name} is not marked in the state"
                    );
                }

                foreach (var property in ShapeOf(token).Properties.Where(static p => p.IsInput))
                {
                    await RefusedDiscreetlyAsync(scene, property);
                }

                // Failures are where secrets get out: a wrong login, a name that is taken, an upstream that answers with nonsense.
                await TriedAsync(() => scene.UpAsync(scene.Subject.Inputs));
                if (scene.Subject.Inputs["connection"] is JsonObject { } connection && connection["password"] is not null)
                {
                    const string wrong = "wr0ng'p@ss/word-51c9";
                    scene.World.Hide(wrong);
                    var inputs = Properties.With(
                        scene.Subject.Inputs,
                        "connection",
                        Properties.With(connection, "password", Properties.Secret(wrong))
                    );
                    await TriedAsync(async () =>
                        await scene.Provider.CreateAsync(token, await scene.Provider.CheckAsync(token, inputs), preview: true)
                    );
                    await TriedAsync(() => scene.UpAsync(inputs));
                }

                await scene.Provider.DeleteAsync(token, held);
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_12_state_of_another_version_is_understood(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                var plain = ShapeOf(token)
                    .Properties.Where(static p => p is { IsOutput: true, IsInput: false })
                    .Select(static p => p.Name)
                    .ToList();
                var strange = new JsonObject { ["deep"] = new JsonArray("value", 1, true) };
                var others = new List<(string What, Held Held)>
                {
                    (
                        "with members that this version does not know",
                        held with
                        {
                            Inputs = Properties.With(held.Inputs, "fromTheFuture", strange.DeepClone()),
                            Outputs = Properties.With(Properties.With(held.Outputs, "fromTheFuture", strange.DeepClone()), "alsoNew", "x"),
                        }
                    ),
                    ("without outputs that this version has", held with { Outputs = Properties.Without(held.Outputs, plain) }),
                    (
                        "with nulls",
                        held with
                        {
                            Outputs = plain.Aggregate(held.Outputs, static (map, name) => Properties.With(map, name, null)),
                        }
                    ),
                };
                foreach (var (what, old) in others)
                {
                    var read = await scene.Provider.ReadAsync(token, old);
                    Assert.True(read is not null, $"{what}: the object is said to be gone.");
                    AssertNoChange(await scene.PreviewAsync(old, scene.Subject.Inputs), $"{what}, a preview shows");
                    await scene.Provider.UpdateAsync(
                        token,
                        old,
                        await scene.Provider.CheckAsync(token, scene.Subject.Inputs, old.Inputs),
                        preview: true
                    );
                }

                var kept = await scene.Provider.UpdateAsync(
                    token,
                    others[0].Held,
                    await scene.Provider.CheckAsync(token, scene.Subject.Changed, held.Inputs)
                );
                await scene.Provider.DeleteAsync(
                    token,
                    kept with
                    {
                        Inputs = Properties.With(kept.Inputs, "fromTheFuture", strange.DeepClone()),
                    }
                );
            }
        );

    /// <summary>
    /// A value that cannot be one, marked secret by the program: the refusal names neither it nor the property that holds it.
    /// </summary>
    private static async Task RefusedDiscreetlyAsync(Scene scene, PropertyShape property)
    {
        const string garbage = "garbage-of-the-program-93b1";
        scene.World.Hide(garbage);
        var inputs = Properties.With(
            scene.Subject.Inputs,
            property.Name,
            Properties.Secret(new JsonObject { ["no"] = new JsonArray(garbage, new JsonObject { [garbage] = garbage }) })
        );
        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.Provider.CheckAsync(scene.Token, inputs));
        foreach (var (name, reason) in refused.Failures)
        {
            Assert.True(name != property.Name, $"the engine prints the value of {name}, which is secret");
            Assert.DoesNotContain(garbage, reason, StringComparison.Ordinal);
        }
    }

    private static async Task TriedAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is CallFailedException or RefusedException)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
