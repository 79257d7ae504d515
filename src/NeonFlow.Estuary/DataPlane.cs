namespace NeonFlow.Estuary;

/// <summary>A data plane that the caller may use.</summary>
public sealed record DataPlane
{
    /// <summary>Name, such as <c>ops/dp/public/aws-eu-west-1-c1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Cloud: <c>AWS, AZURE, GCP, LOCAL</c>.</summary>
    public string CloudProvider { get; init; } = "";

    /// <summary>Region of the cloud.</summary>
    public string Region { get; init; } = "";

    /// <summary>Whether everybody may use it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether new tasks are no longer placed there.</summary>
    public bool Closed { get; init; }

    /// <summary>Addresses that its connectors come from.</summary>
    public IReadOnlyList<string> CidrBlocks { get; init; } = [];
}
