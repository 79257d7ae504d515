namespace NeonFlow.Wholesome.Tests.Breaches.Rooms.One;

/// <summary>No breach: a room uses its area.</summary>
internal sealed class Bed
{
    public string Text { get; } = Shared.Text();
}
