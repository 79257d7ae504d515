using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>The state of an object that exists although its verb failed.</summary>
internal sealed record PartialState(string Id, PropertyValue.Map Outputs, PropertyValue.Map Inputs, IReadOnlyList<string> Reasons);
