using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>An updated, or only previewed, object.</summary>
internal sealed record UpdateResult(PropertyValue.Map Outputs);
