using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed record HistoryItem(
    FlowId LiveSpecId,
    string Name,
    string? Type,
    FlowId PubId,
    string? Detail,
    DateTimeOffset At,
    User User,
    JsonObject? Model
);
