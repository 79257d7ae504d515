using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>What Estuary may do by itself when tables change.</summary>
[ObjectType("neonflow:estuary:CaptureAutoDiscover")]
public sealed record CaptureAutoDiscover
{
    /// <summary>Capture new tables as well. Default: false.</summary>
    [Input]
    public bool? AddNewBindings { get; init; }

    /// <summary>Reset collections whose key changed. Default: false.</summary>
    [Input]
    public bool? EvolveIncompatibleCollections { get; init; }
}
