using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

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
