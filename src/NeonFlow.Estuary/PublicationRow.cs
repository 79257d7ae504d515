namespace NeonFlow.Estuary;

/// <summary>A publish, as far as the call selects it.</summary>
internal sealed record PublicationRow
{
    public string? Id { get; init; }

    public string? LogsToken { get; init; }

    public string? PubId { get; init; }

    public JobStatusRow? JobStatus { get; init; }
}
