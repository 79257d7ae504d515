using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>What is observed of a slot.</summary>
/// <param name="Server">Server and connecting role.</param>
/// <param name="Slot">The slot, or null.</param>
internal sealed record SlotObservation(ServerFacts Server, SlotFacts? Slot);
