using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>The status of a live spec, in either spelling of its members (REST writes snake case, GraphQL camel case).</summary>
internal static class StatusReading
{
    public static TaskStatus? Read(JsonObject item)
    {
        var row = item.ContainsKey("catalogName")
            ? item.Deserialize(EstuaryGraphJson.Default.StatusRow)
            : item.Deserialize(EstuaryJson.Default.StatusRow);
        if (row?.CatalogName is not { } name)
        {
            return null;
        }

        var controller = row.ControllerStatus ?? row.Controller;
        var activation = controller?.Activation;
        var disabled = row.Disabled || row.IsDisabled;
        var error = row.ControllerError ?? controller?.Error;
        var summary = (row.Summary?.Status ?? "").ToUpperInvariant();
        var shards = (activation?.ShardStatus?.Status ?? "").ToUpperInvariant();

        // Without word of the activation the summary alone decides.
        var isActive = activation is null
            ? summary == TaskStatus.Ok
            : activation.LastActivated is { } active
                && (row.LastBuildId is not { } built || FlowId.Compare(active, built) >= 0)
                && (shards.Length == 0 ? summary : shards) == TaskStatus.Ok;
        var status =
            disabled ? TaskStatus.Disabled
            : error is { Length: > 0 } || shards == "FAILED" || summary == TaskStatus.Error ? TaskStatus.Error
            : isActive ? (summary.Length > 0 ? summary : TaskStatus.Ok)
            : TaskStatus.Pending;
        return new()
        {
            Name = name,
            Status = status,
            Summary = row.Summary?.Message ?? "",
            ConnectorMessage = (row.ConnectorStatus ?? row.Connector)?.Message,
            LastFailure = activation?.LastFailure?.Message ?? error,
            Failures = activation?.RecentFailureCount,
            LastChange = new[] { activation?.LastFailure?.Ts, activation?.LastActivatedAt }.Max(),
            IsDisabled = disabled,
            IsRunning = isActive && !disabled && status != TaskStatus.Error,
        };
    }
}
