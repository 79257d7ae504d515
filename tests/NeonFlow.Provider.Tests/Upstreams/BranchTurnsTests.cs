using NeonFlow.Neon;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Upstreams;

public sealed class BranchTurnsTests
{
    private static readonly NeonProjectId Project = NeonProjectId.Parse("calm-lake-1", null);
    private static readonly NeonBranchId One = NeonBranchId.Parse("br-one-1", null);
    private static readonly NeonBranchId Two = NeonBranchId.Parse("br-two-2", null);

    private readonly BranchTurns _turns = new();

    [Fact]
    public async Task Uses_go_on_side_by_side_and_a_change_waits_for_them_and_holds_up_the_next()
    {
        var first = await UseAsync(One);
        var second = await UseAsync(One);
        var change = _turns.ChangeAsync(Project, One, default);
        var third = UseAsync(One);
        (await UseAsync(Two)).Dispose();
        first.Dispose();
        Assert.False(change.IsCompleted);
        second.Dispose();
        using (await change)
        {
            Assert.False(third.IsCompleted);
        }
        (await third).Dispose();
    }

    [Fact]
    public async Task A_change_of_the_project_is_one_of_all_its_branches()
    {
        var use = await UseAsync(One);
        var change = _turns.ChangeAsync(Project, null, default);
        Assert.False(change.IsCompleted);
        use.Dispose();
        using (await change)
        {
            Assert.False(UseAsync(Two).IsCompleted);
        }
    }

    [Fact]
    public async Task A_change_that_is_given_up_holds_nobody_up()
    {
        var first = await UseAsync(One);
        using var stop = new CancellationTokenSource();
        var change = _turns.ChangeAsync(Project, One, stop.Token);
        var second = UseAsync(One);
        Assert.False(second.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);
        (await second).Dispose();
        first.Dispose();
        first.Dispose();
        (await _turns.ChangeAsync(Project, One, default)).Dispose();
    }

    [Fact]
    public async Task A_server_of_no_known_branch_waits_for_nothing()
    {
        using var change = await _turns.ChangeAsync(Project, null, default);
        (await _turns.UseAsync(null, default)).Dispose();
    }

    private Task<IDisposable> UseAsync(NeonBranchId branch) => _turns.UseAsync((Project, branch), default);
}
