namespace NeonFlow.Testing.Estuary;

internal sealed record DraftError(string CatalogName, string? Scope, string Detail);
