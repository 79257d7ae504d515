using System.Text.Json.Nodes;

namespace PulumiSdkTests.Engine;

/// <summary>Answers as an engine would that accepts everything: inputs come back as outputs.</summary>
internal sealed class EchoAnswers : IAnswers
{
    private int _ids;

    public bool DryRun { get; init; }

    public Func<RecordedCall, JsonNode?>? Instead { get; init; }

    public JsonNode To(RecordedCall call)
    {
        if (Instead?.Invoke(call) is { } given)
        {
            return given.DeepClone();
        }

        var request = call.Request;
        switch (call.Method)
        {
            case "ResourceMonitor.SupportsFeature":
                return new JsonObject { ["hasSupport"] = true };
            case "ResourceMonitor.RegisterResource":
                var response = new JsonObject { ["urn"] = Urn(request), ["object"] = request["object"]!.DeepClone() };
                if (request["custom"] is not null && !DryRun)
                {
                    response["id"] = $"id-{Interlocked.Increment(ref _ids)}";
                }

                return response;
            case "ResourceMonitor.ReadResource":
                return new JsonObject { ["urn"] = Urn(request), ["properties"] = request["properties"]!.DeepClone() };
            case "ResourceMonitor.Invoke" or "ResourceMonitor.Call":
                return new JsonObject { ["return"] = request["args"]?.DeepClone() ?? new JsonObject() };
            default:
                return new JsonObject();
        }
    }

    private static string Urn(JsonNode request)
    {
        var type = (string)request["type"]!;
        if ((string?)request["parent"] is { } parent && !parent.Contains("pulumi:pulumi:Stack", StringComparison.Ordinal))
        {
            type = $"{parent.Split("::")[2]}${type}";
        }

        return $"urn:pulumi:dev::proj::{type}::{request["name"]}";
    }
}
