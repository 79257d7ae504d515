using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What is observed of a slot.</summary>
/// <param name="Database">The database of the session; null where nobody looked.</param>
/// <param name="Slot">The slot, or null.</param>
internal sealed record SlotObservation(string? Database, SlotFacts? Slot)
{
    public static readonly SlotObservation Nothing = new(null, null);
}
