using System.Globalization;

namespace NeonFlow.Testing.Estuary;

/// <summary>One call that the local Estuary received.</summary>
public sealed class EstuaryCall
{
    /// <summary>Order of arrival, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Which base URL was called.</summary>
    public required EstuarySurface Surface { get; init; }

    /// <summary>HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path without query.</summary>
    public required string Path { get; init; }

    /// <summary>Query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>Request body; null for token exchange and encryption, whose bodies are secrets.</summary>
    public required string? Body { get; init; }

    /// <summary>Name of the GraphQL operation, where there is one.</summary>
    public string? Operation { get; init; }

    /// <summary>HTTP status answered; 0 while the call runs.</summary>
    public int Status { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Number} {Surface} {Method} {Path}{(Operation is null ? "" : " " + Operation)} -> {Status}"
        );
}
