using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>What is observed of a slot.</summary>
/// <param name="Database">The database of the session.</param>
/// <param name="Slot">The slot, or null.</param>
internal sealed record SlotObservation(string Database, SlotFacts? Slot);
