namespace NeonFlow.Neon;

/// <summary>A Neon project, as far as the pipeline looks at it.</summary>
public sealed record NeonProject
{
    /// <summary>Id: words and a number, no prefix.</summary>
    public required string Id { get; init; }

    /// <summary>Display name; not unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Region, such as <c>aws-eu-central-1</c>.</summary>
    public string? RegionId { get; init; }

    /// <summary>Major version of Postgres.</summary>
    public int PgVersion { get; init; }

    /// <summary>Whether the API can reveal passwords.</summary>
    public bool StorePasswords { get; init; } = true;

    /// <summary>Settings as the server echoes them.</summary>
    public NeonProjectSettings? Settings { get; init; }
}
