namespace NeonFlow.Estuary;

/// <summary>What is to be published together.</summary>
public sealed record PublishRequest
{
    /// <summary>Specs and removals; all take effect, or none.</summary>
    public required IReadOnlyList<StagedSpec> Specs { get; init; }

    /// <summary>Shown in the history of each spec.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Data plane of specs that are new; null: the first one of the storage mapping.</summary>
    public string? DataPlane { get; init; }

    /// <summary>Build and validate against the real database, but change no spec.</summary>
    public bool DryRun { get; init; }
}
