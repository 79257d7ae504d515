using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>The status of a live spec in the words of the two surfaces that show it.</summary>
internal static class StatusReport
{
    private readonly record struct Facts(string Type, string Summary, string? Shards, CaptureStatus? Status, FlowId? Activated);

    public static JsonObject GraphQl(EstuaryCloud cloud, LiveSpec live)
    {
        var f = Gather(cloud, live);
        JsonObject? activation = null;
        JsonObject? connector = null;
        if (live.Type == "capture" && f.Status is { } s)
        {
            var shard = new JsonObject
            {
                ["name"] = $"capture/{live.Name}/{live.LastBuildId}/00000000-00000000",
                ["keyBegin"] = "00000000",
                ["rClockBegin"] = "00000000",
                ["build"] = live.LastBuildId.ToString(),
            };
            activation = new JsonObject
            {
                ["lastActivated"] = (f.Activated ?? FlowId.Zero).ToString(),
                ["lastActivatedAt"] = f.Activated is null ? null : Json.Time(s.Since),
                ["lastFailure"] = s.Failure is null
                    ? null
                    : new JsonObject
                    {
                        ["ts"] = Json.Time(s.FailedAt ?? s.Since),
                        ["message"] = s.Failure,
                        ["fields"] = new JsonObject(),
                        ["shard"] = shard.DeepClone(),
                    },
                ["nextRetry"] = s.State == ShardState.Failed ? Json.Time(s.Since + cloud.Options.RestartPause) : null,
                ["recentFailureCount"] = s.Failures,
                ["shardStatus"] = f.Shards is null
                    ? null
                    : new JsonObject
                    {
                        ["status"] = f.Shards,
                        ["count"] = 1,
                        ["firstTs"] = Json.Time(s.Since),
                        ["lastTs"] = Json.Time(DateTimeOffset.UtcNow),
                    },
            };
            connector = s.Message is null
                ? null
                : new JsonObject
                {
                    ["ts"] = Json.Time(s.Since),
                    ["message"] = s.Message,
                    ["fields"] = new JsonObject(),
                    ["shard"] = shard,
                };
        }
        return new JsonObject
        {
            ["type"] = f.Type,
            ["summary"] = f.Summary,
            ["connector"] = connector,
            ["controller"] = new JsonObject
            {
                ["nextRun"] = null,
                ["updatedAt"] = Json.Time(DateTimeOffset.UtcNow),
                ["error"] = f.Type == "ERROR" ? f.Summary : null,
                ["failures"] = f.Status?.Failures ?? 0,
                ["activation"] = activation,
                ["autoDiscover"] = null,
                ["configUpdate"] = null,
                ["abandon"] = null,
                ["alerts"] = null,
                ["inferredSchema"] = null,
                ["sourceCapture"] = null,
                ["publications"] = null,
            },
        };
    }

    public static JsonObject Rest(EstuaryCloud cloud, LiveSpec live, bool brief)
    {
        var f = Gather(cloud, live);
        var result = new JsonObject
        {
            ["catalog_name"] = live.Name,
            ["live_spec_id"] = live.Id.ToString(),
            ["spec_type"] = live.Type,
            ["summary"] = new JsonObject { ["status"] = f.Type.ToLowerInvariant(), ["message"] = f.Summary },
            ["disabled"] = live.Disabled,
            ["last_pub_id"] = live.LastPubId.ToString(),
            ["last_build_id"] = live.LastBuildId.ToString(),
            ["live_spec_updated_at"] = Json.Time(live.UpdatedAt),
            ["controller_updated_at"] = Json.Time(DateTimeOffset.UtcNow),
            ["controller_next_run"] = null,
            ["controller_error"] = f.Type == "ERROR" ? f.Summary : null,
            ["controller_failures"] = f.Status?.Failures ?? 0,
            ["connector_status"] = f.Status?.Message is { } message
                ? new JsonObject { ["ts"] = Json.Time(f.Status.Since), ["message"] = message }
                : null,
        };
        if (!brief)
        {
            result["controller_status"] = new JsonObject
            {
                ["type"] = live.Type.Length == 0 ? "" : char.ToUpperInvariant(live.Type[0]) + live.Type[1..],
                ["activation"] = new JsonObject
                {
                    ["last_activated"] = (f.Activated ?? FlowId.Zero).ToString(),
                    ["last_activated_at"] = f.Activated is null || f.Status is null ? null : Json.Time(f.Status.Since),
                    ["recent_failure_count"] = f.Status?.Failures ?? 0,
                    ["last_failure"] = f.Status?.Failure is { } failure
                        ? new JsonObject { ["ts"] = Json.Time(f.Status.FailedAt ?? f.Status.Since), ["message"] = failure }
                        : null,
                    ["shard_status"] = f.Shards is null
                        ? null
                        : new JsonObject
                        {
                            ["status"] =
                                f.Shards == "OK" ? "Ok"
                                : f.Shards == "FAILED" ? "Failed"
                                : "Pending",
                            ["count"] = 1,
                        },
                },
            };
        }
        return result;
    }

    private static Facts Gather(EstuaryCloud cloud, LiveSpec live)
    {
        if (live.Type != "capture")
        {
            return new Facts("OK", "Ok", null, null, live.LastBuildId);
        }
        var status = cloud.DataPlane.Task(live.Name)?.Status;
        if (live.Disabled)
        {
            return new Facts("TASK_DISABLED", "Task shards are disabled", null, status, live.LastBuildId);
        }
        return status?.State switch
        {
            ShardState.Ok => new Facts("OK", "Ok", "OK", status, status.Build),
            ShardState.Failed => new Facts("ERROR", "task shards failed: " + status.Failure, "FAILED", status, status.Build),
            _ when status?.Failure is not null => new Facts(
                "ERROR",
                "task shards failed: " + status.Failure,
                "PENDING",
                status,
                status.Build
            ),
            _ => new Facts("WARNING", "waiting for task shards to be ready", "PENDING", status, status?.Build),
        };
    }
}
