namespace NeonFlow.Estuary;

/// <summary>What the server may do by itself when tables change.</summary>
/// <param name="AddNewBindings">Capture new tables.</param>
/// <param name="EvolveIncompatibleCollections">Reset collections whose key changed.</param>
public sealed record AutoDiscover(bool AddNewBindings, bool EvolveIncompatibleCollections);
