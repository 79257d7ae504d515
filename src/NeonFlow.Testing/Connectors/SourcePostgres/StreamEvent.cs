namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal abstract record StreamEvent;
