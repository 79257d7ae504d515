using NeonFlow.Harness;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of whose an object is: the state of a resource proves it, never its name.</summary>
[Trait("Category", "long")]
public sealed class OwnershipLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_25_the_same_URN_with_another_state_takes_nothing_over(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                var before = await scene.World.LookAsync();
                var other = await scene.AnotherAsync(Properties.With(scene.World.Config, "__instance", "another-state"));

                await ComeAndGoAsync(scene, other);

                AssertSame(before, await scene.World.LookAsync(), "the up and destroy of another state change");
                AssertNoChange(await scene.PreviewAsync(held, scene.Subject.Inputs), "after the destroy of another state a preview shows");
            }
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_27_a_forced_replacement_loses_nothing(string token) => ReplaceAsync(token, interrupted: false);

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_27_a_forced_replacement_that_was_killed_before_its_delete_loses_nothing(string token) =>
        ReplaceAsync(token, interrupted: true);

    [Theory]
    [MemberData(nameof(Resources))]
    public Task Law_28_what_is_ours_stays_ours_under_a_new_name_and_the_old_name_owns_nothing(string token) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var clean = await LookAsync(scene);
                var held = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                var renamed = await scene.AnotherAsync();
                renamed.Called = "renamed";
                held = await scene.UpAgainAsync(held, scene.Subject.Inputs, renamed);
                var before = await scene.World.LookAsync();

                // The engine reads what is in the state before it asks for anything else.
                var later = await scene.AnotherAsync();
                later.Called = "renamed";
                await later.ReadAsync(token, held);
                later.Called = "it";
                await ComeAndGoAsync(scene, later);
                AssertSame(before, await scene.World.LookAsync(), "the up and destroy of a new resource with the old name change");

                held = await scene.UpAgainAsync(held, scene.Subject.Changed, renamed);
                var read = await renamed.ReadAsync(token, held);
                Assert.True(read is not null, "After the rename it is said to be gone.");
                await renamed.DeleteAsync(token, read);
                await AssertCleanAsync(scene, clean, "the destroy of the renamed resource leaves");
            }
        );

    private Task ReplaceAsync(string token, bool interrupted) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var clean = await LookAsync(scene);
                var old = await scene.UpAsync(scene.Subject.Inputs);
                await scene.Subject.ComeToLifeAsync();
                var before = await scene.World.LookAsync();
                var engine = await scene.AnotherAsync();

                // The engine asks no diff, checks the inputs as those of a new resource, and deletes at the end.
                old = await engine.ReadAsync(token, old) ?? throw new InvalidOperationException("It is gone.");
                var made = await scene.UpAsync(scene.Subject.Inputs, engine);
                await (interrupted ? await scene.AnotherAsync() : engine).DeleteAsync(token, old);

                AssertSame(before, await scene.World.LookAsync(), "the replacement changes");
                AssertNoChange(await scene.PreviewAsync(made, scene.Subject.Inputs), "after the replacement a preview shows");
                await scene.Provider.DeleteAsync(token, made);
                await AssertCleanAsync(scene, clean, "after the replacement destroy leaves");
            }
        );

    // An up that may be refused, and the destroy of whatever it has in its state afterwards.
    private static async Task ComeAndGoAsync(Scene scene, ProviderUnderTest engine)
    {
        Held? held;
        try
        {
            held = await scene.UpAsync(scene.Subject.Inputs, engine);
        }
        catch (CallFailedException refused)
        {
            held = refused.Partial;
        }

        if (held is not null)
        {
            await engine.DeleteAsync(scene.Token, held);
        }
    }

    // What can never be undone is the only thing that destroy may leave: logical replication, and whom a list guards.
    private static async Task AssertCleanAsync(Scene scene, IReadOnlyList<string> clean, string what)
    {
        if (scene.Token is not ("neonflow:neon:LogicalReplication" or "neonflow:neon:IpAllow"))
        {
            AssertSame(clean, await LookAsync(scene), what);
        }
    }

    private static async Task<IReadOnlyList<string>> LookAsync(Scene scene) =>
        [.. (await scene.World.LookAsync()).Except(scene.Subject.Remains)];
}
