using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Upstreams;

public sealed class ProjectLocksTests
{
    [Fact]
    public async Task Changes_of_one_project_take_turns()
    {
        var locks = new ProjectLocks();
        var first = await locks.LockAsync("p-1", default);
        var second = locks.LockAsync("p-1", default);
        using (await locks.LockAsync("p-2", default))
        {
            Assert.False(second.IsCompleted);
        }

        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_lock_that_is_released_twice_admits_one()
    {
        var locks = new ProjectLocks();
        var first = await locks.LockAsync("p-1", default);
        first.Dispose();
        first.Dispose();
        using (await locks.LockAsync("p-1", default))
        {
            Assert.False(locks.LockAsync("p-1", default).IsCompleted);
        }
    }
}
