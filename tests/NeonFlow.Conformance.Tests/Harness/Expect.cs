namespace NeonFlow.Harness;

/// <summary>Assertions that several suites make.</summary>
internal static class Expect
{
    public static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual, string what)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        Assert.True(
            left.SequenceEqual(right),
            $"{what}\n  only before: {string.Join("\n               ", left.Except(right))}\n  only after:  "
                + $"{string.Join("\n               ", right.Except(left))}"
        );
    }

    public static Task EventuallyAsync(Func<bool> condition, string otherwise) =>
        EventuallyAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string otherwise)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (await condition())
            {
                return;
            }
            await Task.Delay(50);
        }
        Assert.Fail(otherwise);
    }
}
