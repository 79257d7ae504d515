namespace NeonFlow.Wholesome.Tests.Breaches.Rooms;

/// <summary>No breach: what all rooms of an area share.</summary>
internal static class Shared
{
    public static string Text() => "shared";
}
