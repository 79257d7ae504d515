using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing;

/// <summary>How a local cloud is set up.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>
    /// The Neon half; default: as Neon is. Its <see cref="NeonCloudOptions.SourceAddress"/> is asked before the data planes are.
    /// </summary>
    public NeonCloudOptions Neon { get; init; } = new();

    /// <summary>The Estuary half; default: one user with prefix <c>acmeCo/</c>, one data plane on 127.0.0.1 and one elsewhere.</summary>
    public EstuaryCloudOptions Estuary { get; init; } = new();

    /// <summary>Projects to begin with, each with a running PostgreSQL server; default none.</summary>
    public IReadOnlyList<ProjectSeed> Projects { get; init; } = [];
}
