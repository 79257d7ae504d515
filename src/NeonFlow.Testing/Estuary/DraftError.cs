using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed record DraftError(string CatalogName, string? Scope, string Detail);
