using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed record ConnectorTag(FlowId Id, FlowId ConnectorId, string Repository, string Tag, JsonObject Spec, DateTimeOffset CreatedAt)
{
    public string Image => Repository + Tag;
}
