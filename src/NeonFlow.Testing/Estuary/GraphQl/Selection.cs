using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary.GraphQl;

/// <summary>A selected field, a fragment spread (name starts with three dots) or an inline fragment (name is three dots).</summary>
internal sealed record Selection(string Name, string Alias, JsonObject Arguments, IReadOnlyList<Selection> Children, bool Included)
{
    public bool IsFragment => Name.StartsWith("...", StringComparison.Ordinal);
}
