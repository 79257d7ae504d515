namespace NeonFlow.Provider.Engine;

/// <summary>A failed check: the property as the engine may print it, and the reason.</summary>
internal sealed record InputFailure(string Property, string Reason);
