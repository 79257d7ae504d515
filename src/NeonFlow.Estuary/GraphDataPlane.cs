namespace NeonFlow.Estuary;

/// <summary>A data plane.</summary>
internal sealed record GraphDataPlane
{
    public string? Name { get; init; }

    public string? CloudProvider { get; init; }

    public string? Region { get; init; }

    public bool IsPublic { get; init; }

    public bool Closed { get; init; }

    public IReadOnlyList<string>? CidrBlocks { get; init; }
}
