namespace NeonFlow.Estuary;

/// <summary>A spec that was published by somebody else in the meantime.</summary>
public sealed record LockFailure(string Name, string Expected, string Actual);
