namespace NeonFlow.Estuary;

/// <summary>What came of a publish.</summary>
/// <param name="Changed">False where nothing was left to do.</param>
/// <param name="PubId">Id of the publish; null for a dry run and where nothing changed.</param>
public sealed record PublishOutcome(bool Changed, string? PubId);
