namespace NeonFlow.Estuary;

/// <summary>Status of a live spec.</summary>
internal sealed record StatusRow
{
    public string? CatalogName { get; init; }

    public bool Disabled { get; init; }

    public bool IsDisabled { get; init; }

    public string? LastBuildId { get; init; }

    public string? ControllerError { get; init; }

    public StatusSummary? Summary { get; init; }

    public ControllerStatus? ControllerStatus { get; init; }

    public ControllerStatus? Controller { get; init; }

    public StatusSummary? ConnectorStatus { get; init; }

    public StatusSummary? Connector { get; init; }
}
