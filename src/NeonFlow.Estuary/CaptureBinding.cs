using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>One table and the collection it goes into.</summary>
public sealed record CaptureBinding
{
    private static readonly string[] Known = ["resource", "target", "disable", "backfill"];

    /// <summary>The connector's resource config.</summary>
    public required JsonObject Resource { get; init; }

    /// <summary>Collection.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it stands still.</summary>
    public bool Disable { get; init; }

    /// <summary>Counter; a higher one captures the table again from the start.</summary>
    public int Backfill { get; init; }

    /// <summary>All other members.</summary>
    public JsonObject Rest { get; init; } = [];

    /// <summary>Schema of the table; for connectors of databases.</summary>
    public string Namespace => Resource.Text("namespace") ?? "";

    /// <summary>Table; for connectors of databases.</summary>
    public string Stream => Resource.Text("stream") ?? "";

    /// <summary>Backfill mode; empty: automatic.</summary>
    public string Mode => Resource.Text("mode") ?? "";

    internal static CaptureBinding Parse(JsonObject binding) =>
        new()
        {
            Resource = binding.Object("resource")?.Copy() ?? [],
            Target = binding.Text("target") ?? "",
            Disable = binding.Flag("disable"),
            Backfill = (int)(binding.Whole("backfill") ?? 0),
            Rest = CaptureSpec.Others(binding, Known),
        };

    internal JsonObject ToJson()
    {
        var result = new JsonObject { ["resource"] = Resource.DeepClone(), ["target"] = Target };
        if (Disable)
        {
            result["disable"] = true;
        }

        if (Backfill > 0)
        {
            result["backfill"] = Backfill;
        }

        CaptureSpec.Append(result, Rest);
        return result;
    }
}
