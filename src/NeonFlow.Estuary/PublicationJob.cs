namespace NeonFlow.Estuary;

/// <summary>A publish that was started.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LogsToken">Opens its log.</param>
public sealed record PublicationJob(string Id, string? LogsToken);
