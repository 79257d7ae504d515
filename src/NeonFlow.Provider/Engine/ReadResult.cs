using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>An object as it is.</summary>
internal sealed record ReadResult(string Id, PropertyValue.Map Inputs, PropertyValue.Map Outputs, bool RefreshBeforeUpdate);
