using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Rules of the real engine that no recording of ours shows.</summary>
public sealed class EngineRuleTests : ThingTest
{
    [Fact]
    public async Task A_renamed_resource_is_followed_by_those_that_need_it()
    {
        Assert.True((await UpAsync(Thing("old"), Thing("needs", dependsOn: "old"), Thing("left", dependsOn: "old"))).Succeeded);
        Providers.Asked.Clear();

        var renamed = Thing("new");
        renamed.Aliases.Add(new Alias { Spec = new() { Name = "old" } });
        var result = await UpAsync(renamed, Thing("needs", dependsOn: "new"));

        Assert.True(result.Succeeded, result.Text);
        Assert.DoesNotContain(Providers.Asked, a => a is "Create new" or "Delete old" or "Delete needs");
        Assert.Contains("Delete left", Providers.Asked);
        Assert.Equal(["needs", "new"], Names(result));
        Assert.Equal(Stack + "new", Assert.Single(Saved("needs")["dependencies"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task Two_resources_cannot_take_one_former_name()
    {
        Assert.True((await UpAsync(Thing("old"))).Succeeded);

        var (first, second) = (Thing("first"), Thing("second"));
        first.AliasURNs.Add(Stack + "old");
        second.AliasURNs.Add(Stack + "old");
        var result = await UpAsync(first, second);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            result.Diagnostics,
            d =>
                d.Message
                == $"Duplicate resource alias '{Stack}old' applied to resource with URN '{Stack}second' conflicting with resource with "
                    + $"URN '{Stack}first'\n"
        );
    }

    [Fact]
    public async Task What_is_protected_stays_with_what_it_needs_and_the_rest_goes()
    {
        var kept = Thing("kept", dependsOn: "base");
        kept.Protect = true;
        Assert.True((await UpAsync(Thing("base"), kept, Thing("free"))).Succeeded);
        Providers.Asked.Clear();

        var result = await Engine().DestroyAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["Delete free"], Providers.Asked.Where(a => a.StartsWith("Delete", StringComparison.Ordinal)));
        Assert.Equal(["base", "kept"], Names(result));
        Assert.Contains(
            result.Diagnostics,
            d => d.Message.StartsWith($"resource \"{Stack}kept\" cannot be deleted\nbecause it is protected.", StringComparison.Ordinal)
        );
        Assert.Equal("update failed\n", result.Diagnostics[^1].Message);
    }

    [Fact]
    public async Task What_the_state_protects_stays_until_it_is_unprotected()
    {
        Assert.True((await UpAsync(Thing("kept"))).Succeeded);
        Assert.True(Engine().Protect(new Urn(Stack + "kept")).Succeeded);
        Assert.Equal(1, (await Engine().DestroyAsync()).ExitCode);
        Assert.True(Engine().Unprotect(new Urn(Stack + "kept")).Succeeded);
        Assert.True((await Engine().DestroyAsync()).Succeeded);
        Assert.Contains("No such resource", Engine().Protect(new Urn(Stack + "kept")).ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_previews_first_goes_no_further_where_the_preview_fails()
    {
        var kept = Thing("kept");
        kept.Protect = true;
        Assert.True((await UpAsync(kept)).Succeeded);

        // Without the resource in the program it would be deleted, which its protection forbids.
        var refused = await Engine(runner: Registering(false, Thing("other"))).UpAsync(new() { PreviewFirst = true });
        Assert.Equal(1, refused.ExitCode);
        Assert.DoesNotContain("Updating", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Engine().Resources(), static r => r.Urn.Name == "other");

        var up = await Engine(runner: Registering(false, kept, Thing("other"))).UpAsync(new() { PreviewFirst = true });
        Assert.True(up.Succeeded, up.Text);
        Assert.Contains("Previewing update", up.Text, StringComparison.Ordinal);
        Assert.Contains("Updating", up.Text, StringComparison.Ordinal);
        Assert.Equal(["kept", "other"], Names(up).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_resource_that_cannot_be_read_does_not_keep_the_others_from_being_read()
    {
        Assert.True((await UpAsync(Thing("a"), Thing("b"), Thing("c"))).Succeeded);
        Providers.Asked.Clear();
        Providers.Failures["Read a"] = "down";

        var result = await Engine().RefreshAsync(new() { Parallel = 1 });

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["Read a", "Read b", "Read c"], Providers.Asked.Where(a => a.StartsWith("Read", StringComparison.Ordinal)));
        Assert.Equal(["down\n", "update failed\n"], result.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public async Task A_deletion_that_fails_keeps_what_the_resource_needs()
    {
        Assert.True((await UpAsync(Thing("base"), Thing("top", dependsOn: "base"), Thing("free"))).Succeeded);
        Providers.Failures["Delete top"] = "still in use";

        var result = await Engine().DestroyAsync(new() { ContinueOnError = true });

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["base", "top"], Names(result));
    }

    [Fact]
    public async Task With_one_worker_nothing_is_decided_before_the_one_in_front_has_begun()
    {
        var result = await UpAsync(new OperationOptions { Parallel = 1 }, atOnce: true, Thing("a"), Thing("b"), Thing("c"));

        Assert.True(result.Succeeded, result.Text);
        var asked = Providers
            .Asked.Where(a => a.StartsWith("Check ", StringComparison.Ordinal) || a.StartsWith("Create ", StringComparison.Ordinal))
            .ToList();
        var last = asked.FindLastIndex(a => a.StartsWith("Check ", StringComparison.Ordinal));
        Assert.Contains(asked.Take(last), a => a.StartsWith("Create ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ignored_changes_of_lists_are_reset_as_far_as_both_lists_go()
    {
        Assert.True((await UpAsync(Thing("a", ("list", List("one", "two"))))).Succeeded);

        var changed = Thing("a", ("list", List("1", "2", "3")));
        changed.IgnoreChanges.Add("list[*]");
        var result = await UpAsync(changed);

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal("""["one","two","3"]""", Saved("a")["inputs"]!["list"]!.ToJsonString());
        Assert.Contains(
            result.Diagnostics,
            d => d.Message == "cannot ignore changes in added or removed elements of the path: \"list[*]\"\n"
        );
    }

    [Fact]
    public async Task An_object_that_is_only_read_from_now_on_is_given_up_and_not_deleted()
    {
        Assert.True((await UpAsync(Thing("a"))).Succeeded);
        Providers.Asked.Clear();

        var result = await RunAsync(
            null,
            async (monitor, stack, _) =>
                await monitor.ReadResourceAsync(
                    new()
                    {
                        Type = "rec:index:Thing",
                        Name = "a",
                        Id = "a-id",
                        Parent = stack,
                        Properties = new(),
                    }
                )
        );

        Assert.True(result.Succeeded, result.Text);
        Assert.DoesNotContain("Delete a", Providers.Asked);
        Assert.True(Saved("a")["external"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("""{"mode":"verbatim"}""", "a", "Enforce")]
    [InlineData("""{"mode":"disabled"}""", "", "Disable")]
    [InlineData("""{"pattern":"${project}-${stack}-${name}","enforce":true}""", "shop-dev-a", "Enforce")]
    [InlineData("""{"pattern":"${config.prefix}_${name}"}""", "p_a", "Propose")]
    [InlineData("""{"mode":"disabled","providers":{"rec":{"pattern":"x-${name}"}}}""", "x-a", "Propose")]
    [InlineData("""{"providers":{"rec":{"mode":"verbatim","resources":{"rec:index:Thing":{"pattern":"y-${name}"}}}}}""", "y-a", "Propose")]
    [InlineData("""{"providers":{"other":{"mode":"verbatim"}}}""", null, null)]
    [InlineData("""{"mode":"default"}""", null, null)]
    public async Task Names_are_proposed_as_the_stack_s_config_says(string naming, string? name, string? mode)
    {
        var result = await Engine(new() { ["pulumi:autonaming"] = naming, ["prefix"] = "p" }, Registering(false, Thing("a")))
            .PreviewAsync();

        Assert.True(result.Succeeded, result.Text);
        var check = Assert.Single(Providers.Checks, c => c.Name == "a");
        Assert.Equal((name, mode), (check.Autonaming?.ProposedName, check.Autonaming?.Mode.ToString()));
    }

    [Theory]
    [InlineData("""{"mode":"loud"}""", "failed to resolve root naming config: invalid naming mode: loud")]
    [InlineData("""{"mode":"verbatim","pattern":"x"}""", "cannot specify both mode and pattern/enforce")]
    [InlineData("""{"patern":"x"}""", "json: unknown field \"patern\"")]
    [InlineData("""{"pattern":"${config.none}"}""", "no value found for key \"none\"")]
    public async Task Config_of_names_that_means_nothing_is_refused(string naming, string reason)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            Engine(new() { ["pulumi:autonaming"] = naming }, Registering(false)).PreviewAsync()
        );
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_by_the_program_forgets_what_is_gone_and_what_needed_it_goes_on()
    {
        Assert.True((await UpAsync(Thing("a"), Thing("b", dependsOn: "a"))).Succeeded);
        Providers.Gone.Add("a");

        var result = await Engine(runner: Registering(false, Thing("a"), Thing("b", dependsOn: "a")))
            .RefreshAsync(new() { RunProgram = true });

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(["b"], Names(result));
        Assert.Null(Saved("b")["dependencies"]);
    }

    [Fact]
    public async Task What_is_moved_to_another_stack_takes_its_provider_along_and_needs_nothing_of_the_first_one_any_more()
    {
        Assert.True((await UpAsync(Thing("a"), Thing("b", dependsOn: "a"), Thing("c", dependsOn: "b"))).Succeeded);
        var prod = Engine(stack: "prod");

        Assert.True(Engine().MoveResources(prod, new Urn(Stack + "b")).Succeeded);

        Assert.Equal(["a", "c"], Engine().Resources().Where(static r => r.Type == "rec:index:Thing").Select(static r => r.Urn.Name));
        Assert.Null(Saved("c")["dependencies"]);
        var moved = prod.Resources();
        Assert.Equal(["pulumi:pulumi:Stack", "pulumi:providers:rec", "rec:index:Thing"], moved.Select(static r => r.Urn.Type));
        Assert.All(moved, static r => Assert.Equal("prod", r.Urn.Stack));

        Providers.Asked.Clear();
        var again = await Engine(runner: Registering(false, Thing("b")), stack: "prod").PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.Succeeded, again.Text);

        // Its provider is there already; a resource of that name is refused, and nothing changes.
        Assert.True(Engine().MoveResources(prod, new Urn(Stack + "a")).Succeeded);
        Assert.True((await UpAsync(Thing("b"))).Succeeded);
        var refused = Engine().MoveResources(prod, new Urn(Stack + "b"));
        Assert.Contains("b already exists in destination stack", refused.ErrorText, StringComparison.Ordinal);
        Assert.Equal(["b"], Engine().Resources().Where(static r => r.Type == "rec:index:Thing").Select(static r => r.Urn.Name));
        Assert.Contains(
            "cannot move providers",
            Engine().MoveResources(prod, Engine().Resources().First(static r => r.Urn.IsProvider).Urn).ErrorText,
            StringComparison.Ordinal
        );
        Assert.Contains("no resources found", Engine().MoveResources(prod, new Urn(Stack + "x")).ErrorText, StringComparison.Ordinal);
    }
}
