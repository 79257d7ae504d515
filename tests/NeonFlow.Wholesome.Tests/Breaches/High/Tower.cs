using NeonFlow.Wholesome.Tests.Breaches.Low;

namespace NeonFlow.Wholesome.Tests.Breaches.High;

/// <summary>No breach: a later folder uses an earlier one.</summary>
internal static class Tower
{
    public static string Name() => new Stone(1).ToString();
}
