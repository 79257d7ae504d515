using NeonFlow.Conformance.Tests;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>What every registered resource does in the engine's hands: all of them in one stack, each in a world of its own.</summary>
[Trait("Category", "long")]
public sealed class EveryResourceTests(ConformanceClouds clouds)
{
    [Fact]
    [Trap(4)]
    [Trap(15)]
    public async Task A_preview_of_an_update_leaves_dependants_alone_and_shows_its_plan()
    {
        await using var scene = await OpenAsync();
        var stack = scene.Stack;
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");
        var before = stack.LastRun.Answers;
        scene.Declare(static s => s.Changed);
        var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(), "preview");
        var during = stack.LastRun.Answers;
        var up = await StackUnderTest.WellAsync(stack.UpAsync(), "the second up");
        var after = stack.LastRun.Answers;

        // Everything that depends on an output would show as changed, were the output left out: the program gets each of them, known.
        var wrong = new List<string>();
        foreach (var (token, subject) in scene.Subjects)
        {
            foreach (var (name, value) in before[token])
            {
                if (
                    !subject.OwnOutputs.Contains(name)
                    && Properties.Canonical(value) == Properties.Canonical(after[token][name])
                    && Properties.Canonical(value) != Properties.Canonical(during[token][name])
                )
                {
                    wrong.Add(
                        $"{token}: {name} stays {Properties.Canonical(value)}, but the preview of the update makes it "
                            + $"{(during[token].ContainsKey(name) ? during[token][name]?.ToJsonString() : "unknown")}"
                    );
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        // What would be done stands under the resource, once; an up has nothing to plan.
        var updated = preview.Steps.Where(static s => s.Op == StepOp.Update).Select(static s => s.Urn).ToHashSet();
        var plans = preview.Diagnostics.Where(static d => d.Message.StartsWith("plan of ", StringComparison.Ordinal)).ToList();
        Assert.True(updated.Count > 5, preview.Text);
        Assert.All(
            plans,
            p => Assert.True(updated.Contains(p.Urn) && p is { Severity: DiagnosticSeverity.Info, Ephemeral: false }, p.Message)
        );
        Assert.Equal(plans.Count, plans.Select(static p => p.Urn).Distinct().Count());
        Assert.Contains(
            plans,
            static p => p.Urn.Name == "neonflow:postgres:Publication" && p.Message.Contains("\n  ", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(up.Diagnostics, static d => d.Message.StartsWith("plan of ", StringComparison.Ordinal));
        await scene.EndAsync();
    }

    [Fact]
    [Trap(11)]
    public async Task An_import_needs_nothing_but_the_id()
    {
        await using var scene = await OpenAsync();
        await StackUnderTest.WellAsync(scene.Stack.UpAsync(), "up");
        foreach (var (_, subject) in scene.Subjects)
        {
            await subject.ComeToLifeAsync();
        }

        // Another stack of another program, with what the first one made.
        using var other = new StackUnderTest { Config = scene.Stack.Config };
        other.Program.AddRange(
            scene.Subjects.Select(static s => new Declared(s.Token, s.Token, s.Subject.ImportInputs) { ImportId = s.Subject.ImportId })
        );
        var imported = await StackUnderTest.WellAsync(other.UpAsync(), "the import");
        foreach (var (token, subject) in scene.Subjects)
        {
            var steps = imported.Steps.Where(s => s.Urn.Name == token).Select(static s => s.Op).ToList();
            Assert.True(
                steps.SequenceEqual(subject.NotImportable.Count == 0 ? [StepOp.Import] : [StepOp.Import, StepOp.Update]),
                $"{token}: {string.Join(", ", steps)}"
            );
            Assert.Equal(scene.Stack.Resource(token).Id, other.Resource(token).Id);
        }

        await StackUnderTest.WellAsync(other.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");
        other.AssertDiscreet(scene.Secrets);
        await scene.EndAsync();
    }

    [Fact]
    [Trap(17)]
    [Trap(18)]
    public async Task An_outside_change_of_any_observed_field_raises_the_alarm_once()
    {
        await using var scene = await OpenAsync();
        var stack = scene.Stack;
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");
        foreach (var (_, subject) in scene.Subjects)
        {
            await subject.ComeToLifeAsync();
        }

        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview before any drift");

        // In the n-th round the n-th field of each resource, by itself.
        var rounds = scene.Subjects.Max(static s => s.Subject.Edits.Count);
        for (var round = 0; round < rounds; round++)
        {
            var edits = scene
                .Subjects.Where(s => s.Subject.Edits.Count > round)
                .Select(s => (s.Token, Edit: s.Subject.Edits.OrderByDescending(static e => e.IsRepairable).ElementAt(round)))
                .ToList();
            foreach (var (_, edit) in edits)
            {
                await edit.DoAsync();
            }

            var alarm = await stack.PreviewAsync(new() { ExpectNoChanges = true });
            var told = edits.Where(static e => e.Edit.IsRepairable).ToList();
            if (told.Count < edits.Count)
            {
                // What the next up has no right to undo may fail the preview; that is an alarm as well.
                Assert.True(alarm.ExitCode is 1 or 7, alarm.Text);
                break;
            }

            Assert.True(alarm.ExitCode == 7, $"exit {alarm.ExitCode}\n{alarm.Text}{alarm.ErrorText}");
            foreach (var (token, edit) in told)
            {
                Assert.True(
                    alarm.Steps.Any(s => s.Urn.Name == token && s.Op == StepOp.Update),
                    $"{token}: '{edit.What}' is not seen\n{alarm.Text}"
                );
            }

            // Asked for the difference twice, the provider says what it has to say once.
            var twice = alarm
                .Diagnostics.GroupBy(static d => (d.Urn, d.Message))
                .Where(static g => g.Count() > 1)
                .Select(static g => g.Key.Message)
                .ToList();
            Assert.True(twice.Count == 0, $"said more than once: {string.Join('\n', twice)}");
            await StackUnderTest.WellAsync(stack.UpAsync(), "the up that repairs it");
        }

        stack.AssertDiscreet(scene.Secrets);
    }

    [Fact]
    [Trap(9)]
    public async Task Another_version_of_the_SDK_replaces_nothing()
    {
        await using var scene = await OpenAsync();
        scene.Declare(static s => s.Inputs, "0.1.0");
        await StackUnderTest.WellAsync(scene.Stack.UpAsync(), "up");
        scene.Declare(static s => s.Inputs, "0.2.0");
        var upgraded = await StackUnderTest.WellAsync(scene.Stack.UpAsync(), "the up with another version");
        Assert.False(upgraded.HasChanges, upgraded.Text);
        Assert.All(scene.Subjects, s => Assert.Contains("default_0_2_0", scene.Stack.Resource(s.Token).Provider, StringComparison.Ordinal));
        await scene.EndAsync();
    }

    private async Task<Whole> OpenAsync()
    {
        var whole = new Whole();
        try
        {
            foreach (var token in Subject.Tokens)
            {
                var world = whole.Worlds is [var first, ..] ? await first.AnotherAsync() : await clouds.NewWorldAsync();
                whole.Worlds.Add(world);
                var subject = Subject.Of(token, world);
                await subject.PrepareAsync();
                whole.Subjects.Add((token, subject));
            }

            whole.Stack.Config = whole.Worlds[0].Config;
            whole.Declare(static s => s.Inputs);
            return whole;
        }
        catch
        {
            await whole.DisposeAsync();
            throw;
        }
    }

    private sealed class Whole : IAsyncDisposable
    {
        public List<World> Worlds { get; } = [];

        public List<(string Token, Subject Subject)> Subjects { get; } = [];

        public StackUnderTest Stack { get; } = new();

        public IEnumerable<string> Secrets => Worlds.SelectMany(static w => w.Secrets).Distinct(StringComparer.Ordinal);

        public void Declare(Func<Subject, System.Text.Json.Nodes.JsonObject> inputs, string version = "")
        {
            Stack.Program.Clear();
            Stack.Program.AddRange(Subjects.Select(s => new Declared(s.Token, s.Token, inputs(s.Subject)) { Version = version }));
        }

        /// <summary>Destroys, and looks for secrets in all that was said.</summary>
        public async Task EndAsync()
        {
            await StackUnderTest.WellAsync(Stack.DestroyAsync(), "destroy");
            Stack.AssertDiscreet(Secrets);
        }

        public async ValueTask DisposeAsync()
        {
            Stack.Dispose();
            foreach (var world in Enumerable.Reverse(Worlds))
            {
                await world.DisposeAsync();
            }
        }
    }
}
