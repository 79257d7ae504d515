// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary.Outputs;

/// <summary>
/// What Estuary may do by itself when tables change.
/// </summary>
[OutputType]
public sealed class CaptureAutoDiscover
{
    /// <summary>
    /// Capture new tables as well. Default: false.
    /// </summary>
    public readonly bool? AddNewBindings;

    /// <summary>
    /// Reset collections whose key changed. Default: false.
    /// </summary>
    public readonly bool? EvolveIncompatibleCollections;

    [OutputConstructor]
    private CaptureAutoDiscover(
        bool? addNewBindings,
        bool? evolveIncompatibleCollections)
    {
        AddNewBindings = addNewBindings;
        EvolveIncompatibleCollections = evolveIncompatibleCollections;
    }
}
