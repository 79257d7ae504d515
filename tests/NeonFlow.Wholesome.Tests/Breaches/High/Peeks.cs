namespace NeonFlow.Wholesome.Tests.Breaches.High;

/// <summary>Breach: a folder that does not see rooms uses one, as a generic argument of a field.</summary>
internal sealed class Peeks
{
    public List<Rooms.One.Bed>? Beds { get; set; }
}
