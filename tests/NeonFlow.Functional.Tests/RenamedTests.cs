using NeonFlow.Conformance.Tests;
using NeonFlow.Functional.Tests.Traps;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests;

/// <summary>
/// Somebody renames by hand what a resource goes by: it is known by its object id, so that a preview tells it, an up or a program that
/// follows is at peace with it, and a destroy leaves nothing of it and everything of what has the old name now.
/// </summary>
[Trait("Category", "long")]
public sealed class RenamedTests(ConformanceClouds clouds)
{
    /// <summary>Names of <see cref="Renaming.All"/>.</summary>
    public static TheoryData<string> Names =>
        [
            "Publication: publication",
            "WatermarksTable: table",
            "WatermarksTable: schema of the table",
            "WatermarksTable: role",
            "ReplicaIdentity: table",
            "ReplicaIdentity: schema of the table",
            "RoleMembership: role",
            "RoleMembership: member",
            "DefaultPrivileges: role",
            "DefaultPrivileges: creators",
            "DefaultPrivileges: schema",
            "Grant: role",
            "Grant: schema",
            "Grant: schema of the table",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_told_put_right_or_followed_and_a_destroy_leaves_what_has_the_old_name_now(string name)
    {
        await using var world = await clouds.NewWorldAsync();
        var (renaming, stack, untouched) = await UpAsync(world, name);
        using var ends = stack;
        await world.AdminSqlAsync(renaming.Do);
        var preview = await stack.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.NotEqual(0, preview.ExitCode);
        Assert.Contains(renaming.NewName, preview.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(preview.Steps, static s => s.Op == StepOp.Create);
        if (renaming.IsOwn)
        {
            Assert.Contains("it gets its name back", preview.Text, StringComparison.Ordinal);
            await StackUnderTest.WellAsync(stack.UpAsync(), $"{name}: up");
        }
        else
        {
            // A program that takes the new name has nothing else to do; nor has one that waits until the old name is back.
            foreach (var (input, value) in renaming.Follow)
            {
                stack.Program[0].Inputs[input] = value!.DeepClone();
            }

            await StackUnderTest.WellAsync(stack.UpAsync(), $"{name}: up that follows");
            await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), $"{name}: the preview after it");
            await world.AdminSqlAsync(renaming.Undo);
            foreach (var (input, _) in renaming.Follow)
            {
                stack.Program[0].Inputs[input] = renaming.Inputs[input]!.DeepClone();
            }

            await StackUnderTest.WellAsync(stack.UpAsync(), $"{name}: up after the old name is back");
        }

        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), $"{name}: the last preview");

        // A destroy leaves nothing, and what somebody else has made under the old name stays.
        await world.AdminSqlAsync(renaming.Do);
        await world.AdminSqlAsync(renaming.Foreign);
        var foreign = await CountAsync(world, renaming.CountForeign);
        Assert.NotEqual(0, foreign);
        var destroyed = await StackUnderTest.WellAsync(stack.DestroyAsync(), $"{name}: destroy");
        Assert.Equal(foreign, await CountAsync(world, renaming.CountForeign));
        await world.AdminSqlAsync(renaming.DropForeign);
        if (!renaming.IsOwn)
        {
            await world.AdminSqlAsync(renaming.Undo);
        }

        Assert.True(untouched.SequenceEqual(await world.LookAsync()), $"{destroyed.Text}\n{string.Join('\n', await world.LookAsync())}");
    }

    [Theory]
    [InlineData("Publication: publication", "name")]
    [InlineData("WatermarksTable: table", "table")]
    [InlineData("WatermarksTable: schema of the table", "table")]
    public async Task What_cannot_get_its_name_back_is_told_and_kept_under_the_new_one(string name, string input)
    {
        await using var world = await clouds.NewWorldAsync();
        var (renaming, stack, untouched) = await UpAsync(world, name);
        using var ends = stack;
        await world.AdminSqlAsync(renaming.Do);
        await world.AdminSqlAsync(renaming.Foreign);
        var preview = await stack.PreviewAsync();
        Assert.Equal(1, preview.ExitCode);
        Assert.Contains($"= \"{renaming.NewName}\"   // the name that it has now", preview.Text, StringComparison.Ordinal);
        stack.Program[0].Inputs[input] = renaming.NewName;
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview of the program that follows");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.NotEqual(0, await CountAsync(world, renaming.CountForeign));
        await world.AdminSqlAsync(renaming.DropForeign);
        Assert.Equal(untouched, await world.LookAsync());
    }

    [Theory]
    [InlineData("DefaultPrivileges: role")]
    [InlineData("Grant: role")]
    [InlineData("ReplicaIdentity: table")]
    public async Task The_program_means_what_has_its_name_now_and_gives_up_what_was_renamed(string name)
    {
        await using var world = await clouds.NewWorldAsync();
        var (renaming, stack, untouched) = await UpAsync(world, name);
        using var ends = stack;
        await world.AdminSqlAsync(renaming.Do);
        var renamed = await world.LookAsync();
        await world.AdminSqlAsync(renaming.Foreign);
        await StackUnderTest.WellAsync(stack.UpAsync(), $"{name}: up");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), $"{name}: the preview after it");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), $"{name}: destroy");
        await world.AdminSqlAsync(renaming.DropForeign);
        await world.AdminSqlAsync(renaming.Undo);
        Assert.NotEqual(untouched, renamed);
        Assert.Equal(untouched, await world.LookAsync());
    }

    private static async Task<(Renaming Renaming, StackUnderTest Stack, IReadOnlyList<string> Untouched)> UpAsync(World world, string name)
    {
        await world.SqlRoleAsync("reader");
        var migrator = await world.SqlRoleAsync("migrator");
        await world.AdminSqlAsync(
            $"CREATE ROLE {world.Name("readers")}; GRANT {world.Name("readers")} TO {world.Shared.OwnerRole} WITH ADMIN OPTION; "
                + $"GRANT {migrator} TO {world.Shared.OwnerRole}; GRANT CREATE ON SCHEMA public TO {world.Shared.OwnerRole}"
        );
        var all = Renaming.All(world);
        Assert.Equal(Names.Count, all.Count);
        var renaming = Assert.Single(all, r => r.Name == name);
        var untouched = await world.LookAsync();
        var stack = new StackUnderTest { Config = world.Config };
        var inputs = renaming.Inputs.DeepClone().AsObject();
        inputs["connection"] = world.Connection;
        stack.Program.Add(new("it", $"neonflow:postgres:{renaming.Kind}", inputs));
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the first preview");
        return (renaming, stack, untouched);
    }

    private static Task<long> CountAsync(World world, string sql) => world.Shared.Server.ScalarAsync<long>(sql, world.Database);
}
