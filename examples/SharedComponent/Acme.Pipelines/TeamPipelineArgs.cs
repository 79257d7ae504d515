using Pulumi;

namespace Acme.Pipelines;

/// <summary>What a team says of its pipeline; the platform team says everything else.</summary>
public sealed class TeamPipelineArgs : ResourceArgs
{
    /// <summary>Neon project of the service.</summary>
    public required Input<string> ProjectId { get; init; }

    /// <summary>Database of the service.</summary>
    public required Input<string> Database { get; init; }

    /// <summary>The team that owns the data: lower-case letters and digits.</summary>
    public required string Team { get; init; }

    /// <summary>The service whose data it is: lower-case letters and digits.</summary>
    public required string Service { get; init; }

    /// <summary>Tables to capture, as <c>schema.table</c>.</summary>
    public IList<string> Tables { get; init; } = [];
}
