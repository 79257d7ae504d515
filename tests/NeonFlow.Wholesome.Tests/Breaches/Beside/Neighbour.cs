namespace NeonFlow.Wholesome.Tests.Breaches.Beside;

/// <summary>Breach: two folders of one step do not see each other; here in a lambda of an iterator.</summary>
internal static class Neighbour
{
    public static IEnumerable<int> Lengths()
    {
        foreach (var name in new[] { "a" }.Select(static _ => Rooms.Shared.Text()))
        {
            yield return name.Length;
        }
    }
}
