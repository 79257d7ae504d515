using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>One recorded call.</summary>
internal sealed class CapturedCall(JsonObject call)
{
    public int Seq { get; } = call["seq"]!.GetValue<int>();

    public int? EndSeq { get; } = call["endSeq"]?.GetValue<int>();

    public string Process { get; } = call["process"]!.GetValue<string>();

    public string Method { get; } = call["method"]!.GetValue<string>();

    public JsonObject Request { get; } = call["request"] as JsonObject ?? [];

    public JsonObject? Response { get; } = call["response"] as JsonObject;

    public string? Error { get; } = call["error"]?.GetValue<string>();

    public JsonArray? Details { get; } = call["details"] as JsonArray;

    public JsonObject? Extra { get; } = call["extra"] as JsonObject;

    public bool Unanswered { get; } = call["unanswered"] is not null;

    public string Urn => Request["urn"]?.GetValue<string>() ?? "";

    public string Token => Request["tok"]?.GetValue<string>() ?? "";

    public bool IsPreview => Request["preview"]?.GetValue<bool>() ?? false;
}
