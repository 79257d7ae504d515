using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>A resource as the engine saved it.</summary>
internal sealed record Saved(string Id, PropertyValue.Map Inputs, PropertyValue.Map Outputs);
