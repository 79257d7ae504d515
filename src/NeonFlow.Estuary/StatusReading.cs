using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>The status of a live spec, in either spelling of its members (REST writes snake case, GraphQL camel case).</summary>
internal static class StatusReading
{
    public static TaskStatus? Read(JsonNode node)
    {
        if (Text(node, "catalog_name", "catalogName") is not { } name)
        {
            return null;
        }

        var summary = node.Object("summary");
        var controller = node.Object("controller_status") ?? node.Object("controllerStatus") ?? node.Object("controller");
        var activation = controller.Object("activation");
        var shards = activation.Object("shard_status") ?? activation.Object("shardStatus");
        var connector = node.Object("connector_status") ?? node.Object("connectorStatus") ?? node.Object("connector");
        var failure = activation.Object("last_failure") ?? activation.Object("lastFailure");
        var disabled = node.Flag("disabled") || node.Flag("isDisabled");
        var error = Text(node, "controller_error", "controllerError") ?? controller.Text("error");

        var said = (summary.Text("status") ?? "").ToUpperInvariant();
        var shardWord = (shards.Text("status") ?? "").ToUpperInvariant();
        var built = Text(node, "last_build_id", "lastBuildId");
        var active = Text(activation, "last_activated", "lastActivated");

        // Without word of the activation the summary alone decides.
        var isActive = activation is null
            ? said == "OK"
            : active is not null
                && (built is null || FlowId.Compare(active, built) >= 0)
                && (shardWord.Length == 0 ? said == "OK" : shardWord == "OK");
        var status =
            disabled ? "TASK_DISABLED"
            : error is { Length: > 0 } || shardWord == "FAILED" || said == "ERROR" ? "ERROR"
            : isActive ? (said.Length > 0 ? said : "OK")
            : "PENDING";
        return new()
        {
            Name = name,
            Status = status,
            Summary = summary.Text("message") ?? "",
            ConnectorMessage = connector.Text("message"),
            LastFailure = failure.Text("message") ?? error,
            IsDisabled = disabled,
            IsRunning = isActive && !disabled && status != "ERROR",
        };
    }

    private static string? Text(JsonNode? node, string snake, string camel) => node.Text(snake) ?? node.Text(camel);
}
