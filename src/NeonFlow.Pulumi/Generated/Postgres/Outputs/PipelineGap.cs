// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres.Outputs;

/// <summary>
/// What of a pipeline could not be looked at.
/// </summary>
[OutputType]
public sealed class PipelineGap
{
    /// <summary>
    /// Why.
    /// </summary>
    public readonly string Because;

    /// <summary>
    /// Codes of the rules that rest on it.
    /// </summary>
    public readonly ImmutableArray<string> Codes;

    /// <summary>
    /// What.
    /// </summary>
    public readonly string What;

    [OutputConstructor]
    private PipelineGap(
        string because,
        ImmutableArray<string> codes,
        string what)
    {
        Because = because;
        Codes = codes;
        What = what;
    }
}
