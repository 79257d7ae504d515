using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A made, or only previewed, object.</summary>
internal sealed record CreateResult(string Id, PropertyValue.Map Outputs);
