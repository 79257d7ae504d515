using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>An updated, or only previewed, object.</summary>
internal sealed record UpdateResult(PropertyValue.Map Outputs, bool RefreshBeforeUpdate);
