using Google.Protobuf.WellKnownTypes;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Operations that are about some resources only.</summary>
public sealed class TargetTests : ThingTest
{
    private const string Comp = "urn:pulumi:dev::shop::comp:Comp::comp";
    private const string Inside = "urn:pulumi:dev::shop::comp:Comp$rec:index:Thing::inside";

    [Fact]
    public async Task A_destroy_of_what_others_need_names_them_and_takes_nothing_away()
    {
        await ThingsAsync();
        var engine = Engine();
        var how = new OperationOptions { Target = [new(Stack + "base")] };
        foreach (var refused in new[] { await engine.DestroyAsync(how with { PreviewOnly = true }), await engine.DestroyAsync(how) })
        {
            Assert.Equal(1, refused.ExitCode);
            Assert.Equal(
                ["leaf", "top"],
                refused
                    .Diagnostics.Where(static d =>
                        d.Message
                        == $"Resource '{d.Urn}' will be destroyed but was not specified in --target list.\n"
                            + "Either include resource in --target list or pass --target-dependents to proceed.\n"
                    )
                    .Select(static d => d.Urn.Name)
                    .Order(StringComparer.Ordinal)
            );
            Assert.Equal(["base", "free", "inside", "leaf", "top"], Names(refused));
        }

        Assert.Empty(Deleted());
    }

    [Fact]
    public async Task With_what_depends_on_it_a_target_goes_and_the_rest_stays_as_it_is()
    {
        await ThingsAsync();
        var gone = await Engine().DestroyAsync(new() { Target = [new(Stack + "base")], TargetDependents = true });

        Assert.True(gone.Succeeded, gone.Text);
        Assert.Equal(["leaf", "top", "base"], Deleted());
        Assert.Equal(["free", "inside"], Names(gone));
        Assert.Equal((3, 4), (gone.Changes[StepOp.Delete], gone.Changes[StepOp.Same]));
        Assert.Contains("3 deleted", gone.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("have been deleted", gone.Text, StringComparison.Ordinal);

        var rest = await Engine().DestroyAsync();
        Assert.True(rest.Succeeded, rest.Text);
        Assert.Empty(rest.Resources);
        Assert.Contains("have been deleted", rest.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_inside_a_component_goes_with_it()
    {
        await ThingsAsync();
        var refused = await Engine().DestroyAsync(new() { Target = [new(Comp)] });
        Assert.Contains(refused.Diagnostics, static d => d.Urn.Text == Inside && d.Message.Contains("--target-dependents"));

        var gone = await Engine().DestroyAsync(new() { Target = [new(Comp), new(Inside)] });
        Assert.True(gone.Succeeded, gone.Text);
        Assert.Equal(["inside"], Deleted());
        Assert.Equal(["base", "free", "leaf", "top"], Names(gone));
        Assert.DoesNotContain(gone.Resources, static r => r.Urn.Text == Comp);
    }

    [Fact]
    public async Task A_provider_that_is_left_out_is_not_started()
    {
        Assert.True((await UpAsync(Spare(), Thing("free"))).Succeeded);
        Providers.Asked.Clear();
        var gone = await Engine().DestroyAsync(new() { Target = [new(Stack + "free")] });

        Assert.True(gone.Succeeded, gone.Text);
        Assert.Single(Providers.Asked, static a => a == "Configure");
        Assert.Contains(gone.Resources, static r => r.Urn.Name == "spare");

        static RegisterResourceRequest Spare() =>
            new()
            {
                Type = Urn.ProviderTypePrefix + "rec",
                Name = "spare",
                Custom = true,
                Object = new(),
            };
    }

    [Fact]
    public async Task What_is_excluded_stays_with_what_it_needs()
    {
        await ThingsAsync();
        var gone = await Engine().DestroyAsync(new() { Exclude = [new(Stack + "top"), new(Inside)] });

        Assert.True(gone.Succeeded, gone.Text);
        Assert.Equal(["free", "leaf"], Deleted().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["base", "comp", "default", "inside", "shop-dev", "top"],
            gone.Resources.Select(static r => r.Urn.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_target_that_is_not_there_fails_the_operation_that_goes_on_with_the_others()
    {
        await ThingsAsync();
        var destroyed = await Engine().DestroyAsync(new() { Target = [new(Stack + "free"), new(Stack + "none")] });

        Assert.Equal(1, destroyed.ExitCode);
        Assert.Contains(
            destroyed.Diagnostics,
            static d => d.Message == $"Target '{Stack}none' could not be found in the stack. Did you forget to escape $ in your shell?\n"
        );
        Assert.Equal(["free"], Deleted());

        // Before anything is read, every name must be known.
        var read = await Engine().DestroyAsync(new() { Refresh = true, Target = [new(Stack + "leaf"), new(Stack + "none")] });
        Assert.Equal(1, read.ExitCode);
        Assert.Equal(["free"], Deleted());
    }

    [Theory]
    [InlineData("base", null, false, "base")]
    [InlineData("base", null, true, "base leaf top")]
    [InlineData(null, "top", false, "base free inside leaf")]
    [InlineData(null, "top", true, "base free inside")]
    public async Task A_refresh_reads_the_targets(string? target, string? excluded, bool dependents, string read)
    {
        await ThingsAsync();
        var result = await Engine().RefreshAsync(Options(target, excluded, dependents));

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(read, string.Join(' ', Asked("Read")));
    }

    [Theory]
    [InlineData("base", null, false, "base")]
    [InlineData("base", null, true, "base leaf top")]
    [InlineData(null, "top", false, "base free inside leaf")]
    [InlineData(null, "top", true, "base free inside")]
    public async Task An_update_changes_the_targets(string? target, string? excluded, bool dependents, string updated)
    {
        await ThingsAsync();
        var result = await Engine(runner: Program(2)).UpAsync(Options(target, excluded, dependents));

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(updated, string.Join(' ', Asked("Update")));
    }

    [Fact]
    public async Task An_update_that_excludes_something_keeps_what_that_needs()
    {
        await ThingsAsync();
        var up = await Engine(runner: new StackProgram(static (_, _, _) => Task.CompletedTask))
            .UpAsync(new() { Exclude = [new(Stack + "top")] });

        Assert.True(up.Succeeded, up.Text);
        Assert.Equal(["base", "top"], Names(up));
    }

    [Fact]
    public async Task Flags_that_the_cli_does_not_know_are_refused_in_its_words()
    {
        await ThingsAsync();
        var target = new Urn(Stack + "base");
        var both = new OperationOptions { Target = [target], Exclude = [target] };
        const string exclusive =
            "if any flags in the group [target exclude] are set none of the others can be; [exclude target] were all set";
        Assert.Equal($"error: {exclusive}\n", (await Engine().UpAsync(both)).ErrorText);
        Assert.Equal($"error: {exclusive}\n", (await Engine().DestroyAsync(both)).ErrorText);
        Assert.Equal("error: unknown flag: --replace\n", (await Engine().DestroyAsync(new() { Replace = [target] })).ErrorText);
        Assert.Equal(
            "error: unknown flag: --exclude-dependents\n",
            (await Engine().DestroyAsync(new() { Exclude = [target], ExcludeDependents = true })).ErrorText
        );
        Assert.Empty(Deleted());
    }

    [Fact]
    public async Task A_refresh_that_runs_the_program_is_about_everything()
    {
        await ThingsAsync();
        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            Engine(runner: Program(1)).RefreshAsync(new() { RunProgram = true, Target = [new(Stack + "base")] })
        );
        Assert.Contains("does not run the program", refused.Message, StringComparison.Ordinal);
    }

    private static OperationOptions Options(string? target, string? excluded, bool dependents) =>
        new()
        {
            Target = target is null ? [] : [new(Stack + target)],
            TargetDependents = dependents && target is not null,
            Exclude = excluded is null ? [] : [new(Stack + excluded)],
            ExcludeDependents = dependents && excluded is not null,
        };

    /// <summary>Brings up <c>leaf -> top -> base</c>, something free, and something in a component.</summary>
    private async Task ThingsAsync()
    {
        var up = await Engine(runner: Program(1)).UpAsync();
        Assert.True(up.Succeeded, up.Text);
        Providers.Asked.Clear();
    }

    private static StackProgram Program(int size) =>
        new(
            async (monitor, stack, _) =>
            {
                var comp = await monitor.RegisterResourceAsync(
                    new()
                    {
                        Type = "comp:Comp",
                        Name = "comp",
                        Parent = stack,
                        Object = new(),
                    }
                );
                foreach (
                    var (name, needs, parent) in new[]
                    {
                        ("base", null, stack),
                        ("free", null, stack),
                        ("inside", null, comp.Urn),
                        ("top", "base", stack),
                        ("leaf", "top", stack),
                    }
                )
                {
                    var thing = Thing(name, needs, ("size", Value.ForNumber(size)));
                    thing.Parent = parent;
                    await monitor.RegisterResourceAsync(thing);
                }
            }
        );

    private IEnumerable<string> Deleted() => Asked("Delete", sorted: false);

    private IEnumerable<string> Asked(string verb, bool sorted = true)
    {
        var names = Providers.Asked.Where(a => a.StartsWith(verb + " ", StringComparison.Ordinal)).Select(a => a[(verb.Length + 1)..]);
        return sorted ? names.Order(StringComparer.Ordinal) : names;
    }
}
