using System.Text.Json.Nodes;
using Grpc.Core;
using NeonFlow.Harness;
using static NeonFlow.Harness.Expect;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>
/// Laws 10 and 29, at every message that a create, an update and a delete send upstream: killed after it got through, cancelled before it
/// did, cancelled after it did, and killed when all is answered but nothing saved yet.
/// By default the provider is killed at one message in the middle and at the end, and cancelled at one; with
/// <c>NEONFLOW_KILL=every</c> (<c>./test.sh --suite kill</c>) every message is interrupted in all ways.
/// </summary>
[Trait("Category", "long")]
public sealed class InterruptionLaws(ConformanceClouds clouds) : LawTest(clouds)
{
    // Less than any timeout of the provider's own: what is cancelled must not end by one of those.
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(45);
    private static readonly bool IsExhaustive = Environment.GetEnvironmentVariable("NEONFLOW_KILL") == "every";

    private enum Verb
    {
        Create,
        Update,
        Delete,
    }

    private enum Way
    {
        CancelledBefore,
        CancelledAfter,
        KilledAfter,
    }

    [Theory]
    [Trait("Category", "kill")]
    [MemberData(nameof(Resources))]
    public Task Law_10_an_interrupted_create_is_finished_by_the_next_up(string token) => EveryMessageAsync(token, Verb.Create);

    [Theory]
    [Trait("Category", "kill")]
    [MemberData(nameof(Resources))]
    public Task Law_10_an_interrupted_update_is_finished_by_the_next_up(string token) => EveryMessageAsync(token, Verb.Update);

    [Theory]
    [Trait("Category", "kill")]
    [MemberData(nameof(Resources))]
    public Task Law_10_an_interrupted_delete_is_finished_by_the_next_destroy(string token) => EveryMessageAsync(token, Verb.Delete);

    [Theory]
    [Trait("Category", "kill")]
    [MemberData(nameof(Resources))]
    public async Task Law_29_after_an_interrupted_create_a_destroy_leaves_nothing_unnamed(string token)
    {
        await using var scene = await OpenAsync(token);
        var trial = new Trial(scene, Verb.Create);
        var clean = await trial.CleanAsync();
        var last = clean.Kinds.Count;
        (int At, Way Way)[] points = IsExhaustive
            ? [.. Enumerable.Range(1, last).SelectMany(static at => Enum.GetValues<Way>().Select(way => (at, way)))]
            : [((last + 1) / 2, Way.CancelledAfter)];
        foreach (var (at, way) in points)
        {
            await trial.InterruptThenDestroyAsync(clean, at, way);
        }

        await trial.InterruptThenDestroyAsync(clean, last + 1, Way.KilledAfter);
        scene.AssertDiscreet();
    }

    private async Task EveryMessageAsync(string token, Verb verb)
    {
        await using var scene = await OpenAsync(token);
        var trial = new Trial(scene, verb);
        var clean = await trial.CleanAsync();
        var last = clean.Kinds.Count;
        // On a line on which nothing comes back a Cancel takes its seconds.
        (int At, Way Way)[] points =
            IsExhaustive ? [.. Enumerable.Range(1, last).SelectMany(static at => Enum.GetValues<Way>().Select(way => (at, way)))]
            : last == 0 ? []
            : [(Telling(clean), Way.KilledAfter), verb == Verb.Update ? (last, Way.CancelledAfter) : ((last + 1) / 2, Way.CancelledBefore)];
        foreach (var (at, way) in points)
        {
            await trial.InterruptAsync(clean, at, way);
        }

        await trial.InterruptAsync(clean, clean.Kinds.Count + 1, Way.KilledAfter);
        scene.AssertDiscreet();
    }

    // A message in the middle. One of several equal questions in a row stands for all of them: the answer is awaited, or the login goes on.
    private static int Telling(Clean clean)
    {
        var telling = Enumerable
            .Range(1, clean.Kinds.Count)
            .Where(at =>
                at == 1
                || clean.Kinds[at - 1] != clean.Kinds[at - 2]
                || !(clean.Kinds[at - 1].StartsWith("GET ", StringComparison.Ordinal) || clean.Kinds[at - 1] == "database message")
            )
            .ToList();
        return telling[telling.Count / 2];
    }

    /// <summary>What the verb does when nothing comes between.</summary>
    /// <param name="Kinds">Its messages.</param>
    /// <param name="Done">The world after it.</param>
    /// <param name="Removed">The world after a destroy.</param>
    private sealed record Clean(IReadOnlyList<string> Kinds, IReadOnlyList<string> Done, IReadOnlyList<string> Removed);

    /// <summary>One verb of one resource, again and again in one world.</summary>
    private sealed class Trial(Scene scene, Verb verb)
    {
        private JsonObject Program => verb == Verb.Create ? scene.Subject.Inputs : scene.Subject.Changed;

        // It is never interrupted, and makes the ups and destroys before and after.
        private ProviderUnderTest Steady => scene.Provider;

        public async Task<Clean> CleanAsync()
        {
            var held = await BeforeAsync();
            var provider = await scene.AnotherAsync();
            var start = scene.World.Gate.Passed;
            held = await DoAsync(provider, held);
            var kinds = scene.World.Gate.Kinds.Skip(start).ToList();
            await scene.RetireAsync(provider);
            var done = await LookAsync();
            if (held is not null)
            {
                await Steady.DeleteAsync(scene.Token, held);
            }

            var removed = await LookAsync();
            await scene.Subject.ResetAsync();
            return new(kinds, done, removed);
        }

        /// <summary>The next operation is an up, or for a delete a destroy.</summary>
        public async Task InterruptAsync(Clean clean, int at, Way way)
        {
            var (held, failed, what) = await InterruptedAsync(clean, at, way);
            try
            {
                if (verb == Verb.Delete)
                {
                    await DestroyAsync(held);
                }
                else
                {
                    held = held is null ? await scene.UpAsync(Program) : await scene.UpAgainAsync(held, Program, initFailed: failed);
                    AssertSame(clean.Done, await LookAsync(), $"{what}, the next up makes another world:");
                    var read = await Steady.ReadAsync(scene.Token, held);
                    Assert.True(read is not null, $"{what}, after the next up it is said to be gone.");
                    AssertNoChange(
                        await Steady.DiffAsync(scene.Token, read, await Steady.CheckAsync(scene.Token, Program, read.Inputs)),
                        $"{what}, after the next up the preview shows"
                    );
                    await Steady.DeleteAsync(scene.Token, read);
                }
            }
            catch (CallFailedException stuck)
            {
                throw new InvalidOperationException($"{what}, the next up or destroy fails: {stuck.Message}", stuck);
            }

            AssertSame(clean.Removed, await LookAsync(), $"{what}, destroy leaves another world:");
            await scene.Subject.ResetAsync();
        }

        /// <summary>The next operation is a destroy: of what is in the state nothing is left, and the rest is named.</summary>
        public async Task InterruptThenDestroyAsync(Clean clean, int at, Way way)
        {
            var before = await LookAsync();
            var (token, inputs) = scene.Subject.Witness;
            var make = await scene.AnotherAsync();
            make.Called = "witness";
            var witness = await make.CreateAsync(token, await make.CheckAsync(token, inputs));
            await scene.RetireAsync(make);
            var (held, _, what) = await InterruptedAsync(clean, at, way);
            var destroy = await scene.AnotherAsync();
            try
            {
                if (held is not null && await destroy.ReadAsync(scene.Token, held) is { } there)
                {
                    await destroy.DeleteAsync(scene.Token, there);
                }

                destroy.Called = "witness";
                witness = await destroy.ReadAsync(token, witness) ?? throw new InvalidOperationException("The witness is gone.");
                await destroy.DeleteInThisOperationAsync(token, witness);
                var now = await LookAsync();
                Assert.Empty(before.Intersect(clean.Removed).Except(now));
                var left = now.Except(before).Except(clean.Removed).ToList();
                var isNamed = destroy.Said.Any(static s => s.Contains("nothing in this operation is about", StringComparison.Ordinal));
                Assert.True(
                    left.Count == 0 || (held is null && (isNamed || !scene.Subject.IsNamedWhenLeft)),
                    $"{what}, destroy leaves and does not name\n{string.Join('\n', left)}"
                );

                // As it says: the next up takes up what is left, and the destroy after that removes it.
                await Steady.DeleteAsync(scene.Token, await scene.UpAsync(Program));
            }
            catch (CallFailedException stuck)
            {
                throw new InvalidOperationException($"{what}, destroy, or the up after it, fails: {stuck.Message}", stuck);
            }

            await scene.RetireAsync(destroy);
            AssertSame(clean.Removed, await LookAsync(), $"{what}, after destroy, up and destroy there is another world:");
            await scene.Subject.ResetAsync();
        }

        private async Task<(Held? Held, bool Failed, string What)> InterruptedAsync(Clean clean, int at, Way way)
        {
            var what =
                $"{verb} "
                + $"{(way == Way.CancelledBefore ? "cancelled before" : way == Way.CancelledAfter ? "cancelled after" : "killed after")}"
                + $" message {at} of {clean.Kinds.Count} ({clean.Kinds.ElementAtOrDefault(at - 1) ?? "all is answered"})";
            var before = await BeforeAsync();
            var provider = await scene.AnotherAsync();
            var inputs = verb == Verb.Delete ? null : await provider.CheckAsync(scene.Token, Program, before?.Inputs);
            scene.World.Gate.StopAt(at, letThrough: way != Way.CancelledBefore);
            var doing = DoAsync(provider, before, inputs);
            var stopped = scene.World.Gate.Stopped;
            await Task.WhenAny(stopped, doing, Task.Delay(Promptly));
            Assert.True(stopped.IsCompleted || doing.IsCompleted, $"{what}: the call neither reached the message nor ended");
            var (held, failed) = (before, false);
            if (way == Way.KilledAfter)
            {
                provider.Kill();
                await Task.WhenAny(doing);
            }
            else if (doing.IsCompletedSuccessfully)
            {
                held = await doing;
            }
            else
            {
                await provider.CancelAsync();
                (held, failed) = await CancelledAsync(doing, before, what);
            }

            scene.World.Gate.Release();
            await scene.RetireAsync(provider);
            return (held, failed, what);
        }

        // What others make when the resource lives, and nobody but they take away, comes and goes in its own time.
        private async Task<IReadOnlyList<string>> LookAsync() => [.. (await scene.World.LookAsync()).Except(scene.Subject.Remains)];

        private async Task<Held?> BeforeAsync()
        {
            if (verb == Verb.Create)
            {
                return null;
            }

            var held = await scene.UpAsync(scene.Subject.Inputs);
            await scene.Subject.ComeToLifeAsync();
            return held;
        }

        private async Task<Held?> DoAsync(ProviderUnderTest provider, Held? before, JsonObject? inputs = null)
        {
            switch (verb)
            {
                case Verb.Create:
                    return await provider.CreateAsync(scene.Token, inputs ?? await provider.CheckAsync(scene.Token, Program));
                case Verb.Update:
                    return await provider.UpdateAsync(
                        scene.Token,
                        before!,
                        inputs ?? await provider.CheckAsync(scene.Token, Program, before!.Inputs)
                    );
                default:
                    await provider.DeleteAsync(scene.Token, before!);
                    return null;
            }
        }

        /// <summary>What the engine's state holds after a call that was cancelled.</summary>
        private async Task<(Held? Held, bool Failed)> CancelledAsync(Task<Held?> doing, Held? before, string what)
        {
            try
            {
                return (await doing.WaitAsync(Promptly), false);
            }
            catch (CallFailedException cancelled)
            {
                Assert.True(
                    cancelled.Status is StatusCode.Cancelled or StatusCode.Unavailable,
                    $"{what}: {cancelled.Status} {cancelled.Message}"
                );

                // A failed update keeps its old inputs and takes the new outputs.
                return cancelled.Partial is { } partial
                    ? (before is null ? partial : partial with { Inputs = before.Inputs }, true)
                    : (before, false);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{what}: it goes on.");
                throw;
            }
        }

        private async Task DestroyAsync(Held? held)
        {
            if (held is not null && await Steady.ReadAsync(scene.Token, held) is { } there)
            {
                await Steady.DeleteAsync(scene.Token, there);
            }
        }
    }
}
