namespace NeonFlow.Provider.Engine;

/// <summary>Who a call is about.</summary>
internal sealed record Target(string Urn, string Name, string Type);
