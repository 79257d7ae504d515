namespace NeonFlow.Wholesome.Tests.Breaches.Rooms.Two;

/// <summary>Breach: a room uses another room, as a parameter.</summary>
internal static class Guest
{
    public static bool Sleeps(One.Bed bed) => bed is not null;
}
