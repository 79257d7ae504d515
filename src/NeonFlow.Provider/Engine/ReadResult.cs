using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>An object as it is.</summary>
internal sealed record ReadResult(string Id, PropertyValue.Map Inputs, PropertyValue.Map Outputs);
