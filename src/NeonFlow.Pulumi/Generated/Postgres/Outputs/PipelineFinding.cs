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
/// Something about a pipeline that a rule of the preflight says.
/// </summary>
[OutputType]
public sealed class PipelineFinding
{
    /// <summary>
    /// Code of the diagnostic, such as <c>NF5003</c>.
    /// </summary>
    public readonly string Code;

    /// <summary>
    /// Where the documentation explains the code.
    /// </summary>
    public readonly string Docs;

    /// <summary>
    /// An SQL script as it stands, or C# of the capture's inputs; none where nothing is to be repaired.
    /// </summary>
    public readonly string? Fix;

    /// <summary>
    /// <c>error</c> (the pipeline would not run, or would lose rows), <c>warning</c> (it runs, and people must know) or <c>info</c> (nothing is wrong, but it costs something).
    /// </summary>
    public readonly string Severity;

    /// <summary>
    /// What is the case.
    /// </summary>
    public readonly string What;

    /// <summary>
    /// Argument that it is about, such as <c>slotName</c> or <c>tables[1]</c>; <c>table public.orders</c> of one that nobody named; empty where it is about the whole.
    /// </summary>
    public readonly string Where;

    /// <summary>
    /// What it does to the pipeline.
    /// </summary>
    public readonly string Why;

    [OutputConstructor]
    private PipelineFinding(
        string code,
        string docs,
        string? fix,
        string severity,
        string what,
        string where,
        string why)
    {
        Code = code;
        Docs = docs;
        Fix = fix;
        Severity = severity;
        What = what;
        Where = where;
        Why = why;
    }
}
