using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>A capture as it is staged: what the pipeline looks at is typed, everything else is carried along untouched.</summary>
public sealed record CaptureSpec
{
    /// <summary>Kind of spec, for staging.</summary>
    public const string Type = "capture";

    /// <summary>Member with the salt that the server makes for every capture.</summary>
    public const string RedactSalt = "redactSalt";

    private static readonly string[] Known = ["autoDiscover", "endpoint", "bindings"];

    /// <summary>Connector image with its tag.</summary>
    public required string Image { get; init; }

    /// <summary>Endpoint config, plain or encrypted.</summary>
    public required JsonObject Config { get; init; }

    /// <summary>What is captured into which collection.</summary>
    public IReadOnlyList<CaptureBinding> Bindings { get; init; } = [];

    /// <summary>Whether the server looks for changed and new tables by itself; null: no.</summary>
    public AutoDiscover? AutoDiscover { get; init; }

    /// <summary>All other members.</summary>
    public JsonObject Rest { get; init; } = [];

    /// <summary>Reads a spec; null where it is no capture by a connector.</summary>
    public static CaptureSpec? Parse(JsonObject spec)
    {
        if (spec.Object("endpoint").Object("connector") is not { } connector || connector.Text("image") is not { } image)
        {
            return null;
        }

        return new()
        {
            Image = image,
            Config = connector.Object("config")?.Copy() ?? [],
            Bindings = [.. spec.List("bindings").OfType<JsonObject>().Select(CaptureBinding.Parse)],
            AutoDiscover = spec.Object("autoDiscover") is { } discover
                ? new(discover.Flag("addNewBindings"), discover.Flag("evolveIncompatibleCollections"))
                : null,
            Rest = Others(spec, Known),
        };
    }

    /// <summary>The inner definition, members in a fixed order.</summary>
    public JsonObject ToJson()
    {
        var result = new JsonObject();
        if (AutoDiscover is { } discover)
        {
            result["autoDiscover"] = new JsonObject
            {
                ["addNewBindings"] = discover.AddNewBindings,
                ["evolveIncompatibleCollections"] = discover.EvolveIncompatibleCollections,
            };
        }

        result["endpoint"] = new JsonObject
        {
            ["connector"] = new JsonObject { ["image"] = Image, ["config"] = Config.DeepClone() },
        };
        result["bindings"] = new JsonArray([.. Bindings.Select(static b => (JsonNode)b.ToJson())]);
        Append(result, Rest);
        return result;
    }

    internal static JsonObject Others(JsonObject spec, string[] known)
    {
        var rest = new JsonObject();
        foreach (var (name, value) in spec)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                rest[name] = value?.DeepClone();
            }
        }

        return rest;
    }

    internal static void Append(JsonObject target, JsonObject rest)
    {
        foreach (var (name, value) in rest)
        {
            target[name] = value?.DeepClone();
        }
    }
}
