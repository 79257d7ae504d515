using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>A made, or only previewed, object.</summary>
internal sealed record CreateResult(string Id, PropertyValue.Map Outputs, bool RefreshBeforeUpdate);
