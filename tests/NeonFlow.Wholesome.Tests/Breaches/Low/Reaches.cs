namespace NeonFlow.Wholesome.Tests.Breaches.Low;

/// <summary>Breach: a low folder uses a later one, without a using line and in a method body only.</summary>
internal static class Reaches
{
    public static string Up() => High.Tower.Name();
}
