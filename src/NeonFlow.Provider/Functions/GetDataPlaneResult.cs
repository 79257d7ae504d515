using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>estuary.getDataPlane</c>.</summary>
public sealed record GetDataPlaneResult
{
    /// <summary>Name.</summary>
    [Output]
    public required string Name { get; init; }

    /// <summary>Addresses that connectors come from, as CIDR blocks.</summary>
    [Output]
    public required IReadOnlyList<string> CidrBlocks { get; init; }

    /// <summary>Cloud: AWS, AZURE, GCP or LOCAL.</summary>
    [Output]
    public required string CloudProvider { get; init; }

    /// <summary>Region of the cloud.</summary>
    [Output]
    public required string Region { get; init; }

    /// <summary>Whether everybody may use it.</summary>
    [Output]
    public required bool IsPublic { get; init; }

    /// <summary>Whether it takes no new tasks any more.</summary>
    [Output]
    public required bool Closed { get; init; }
}
