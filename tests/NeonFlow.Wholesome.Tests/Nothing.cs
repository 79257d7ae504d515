namespace NeonFlow.Wholesome.Tests;

/// <summary>Fails with the whole list, one line each.</summary>
internal static class Nothing
{
    public static void Wrong(IEnumerable<string> found, string law)
    {
        var all = found.Distinct(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{law}\n  {string.Join("\n  ", all)}");
    }
}
