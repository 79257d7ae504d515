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
/// Changes of tables that a capture never gets any more, until those tables are captured again from the start.
/// </summary>
[OutputType]
public sealed class CaptureLoss
{
    /// <summary>
    /// Bindings that are concerned, as <c>schema.table:counter</c>: a raised counter, or another backfill mode, heals the loss; in the mode <c>Only Changes</c> only another mode does.
    /// </summary>
    public readonly ImmutableArray<string> Bindings;

    /// <summary>
    /// Code of the diagnostic that told of it first.
    /// </summary>
    public readonly string Code;

    /// <summary>
    /// What was seen.
    /// </summary>
    public readonly string Message;

    /// <summary>
    /// When it was seen first, in UTC.
    /// </summary>
    public readonly string? Since;

    [OutputConstructor]
    private CaptureLoss(
        ImmutableArray<string> bindings,
        string code,
        string message,
        string? since)
    {
        Bindings = bindings;
        Code = code;
        Message = message;
        Since = since;
    }
}
