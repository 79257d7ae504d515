namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal sealed record TruncateEvent(IReadOnlyList<Relation> Relations) : StreamEvent;
