// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary.Inputs;

/// <summary>
/// What Estuary may do by itself when tables change.
/// </summary>
public sealed class CaptureAutoDiscoverArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Capture new tables as well. Default: false.
    /// </summary>
    [Input("addNewBindings")]
    public Input<bool>? AddNewBindings { get; set; }

    /// <summary>
    /// Reset collections whose key changed. Default: false.
    /// </summary>
    [Input("evolveIncompatibleCollections")]
    public Input<bool>? EvolveIncompatibleCollections { get; set; }

    /// <summary>No inputs.</summary>
    public static new CaptureAutoDiscoverArgs Empty => new CaptureAutoDiscoverArgs();
}
