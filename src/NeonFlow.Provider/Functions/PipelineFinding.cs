using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Something about a pipeline that a rule of the preflight says.</summary>
[ObjectType("neonflow:postgres:PipelineFinding")]
public sealed record PipelineFinding
{
    /// <summary>Code of the diagnostic, such as <c>NF5003</c>.</summary>
    [Output]
    public required string Code { get; init; }

    /// <summary>
    /// <c>error</c> (the pipeline would not run, or would lose rows), <c>warning</c> (it runs, and people must know) or <c>info</c>
    /// (nothing is wrong, but it costs something).
    /// </summary>
    [Output]
    public required string Severity { get; init; }

    /// <summary>What is the case.</summary>
    [Output]
    public required string What { get; init; }

    /// <summary>
    /// Argument that it is about, such as <c>slotName</c> or <c>tables[1]</c>; <c>table public.orders</c> of one that nobody named; empty
    /// where it is about the whole.
    /// </summary>
    [Output]
    public required string Where { get; init; }

    /// <summary>What it does to the pipeline.</summary>
    [Output]
    public required string Why { get; init; }

    /// <summary>An SQL script as it stands, or C# of the capture's inputs; none where nothing is to be repaired.</summary>
    [Output]
    public string? Fix { get; init; }

    /// <summary>Where the documentation explains the code.</summary>
    [Output]
    public required string Docs { get; init; }

    /// <summary>A finding as people get it.</summary>
    /// <param name="severity">How grave it is.</param>
    /// <param name="diagnostic">What the rule says: what is the case, with the consequence of its code in it.</param>
    /// <param name="where">The argument that it is about.</param>
    internal static PipelineFinding Of(string severity, Diagnostic diagnostic, string where)
    {
        var (message, why) = (diagnostic.Message, diagnostic.Code.Consequence);
        var at = message.IndexOf(why, StringComparison.Ordinal);
        return new()
        {
            Code = diagnostic.Code.Id,
            Severity = severity,
            What = at < 0 ? message : $"{message[..at].TrimEnd()}{message[(at + why.Length)..]}",
            Where = where,
            Why = why,
            Fix = diagnostic.Fix,
            Docs = $"docs/diagnostics.md#{diagnostic.Code.Id.ToLowerInvariant()}",
        };
    }
}
