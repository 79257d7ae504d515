using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>What a capture resumes from: the cursor in the log and the state of each binding.</summary>
internal sealed class CaptureState
{
    public string? Cursor { get; set; }

    public SortedDictionary<string, BindingState> Bindings { get; } = new(StringComparer.Ordinal);

    public static CaptureState Parse(JsonElement? given)
    {
        var state = new CaptureState();
        if (ConnectorConfig.Text(given, "cursor") is { Length: > 0 } cursor)
        {
            state.Cursor = cursor;
        }
        if (ConnectorConfig.Child(given, "bindingStateV1") is not { ValueKind: JsonValueKind.Object } bindings)
        {
            return state;
        }
        foreach (var property in bindings.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }
            var scanned = ConnectorConfig.Text(property.Value, "scanned");
            state.Bindings[property.Name] = new BindingState
            {
                Mode = ConnectorConfig.Text(property.Value, "mode"),
                KeyColumns = ConnectorConfig.Child(property.Value, "key_columns") is null
                    ? null
                    : ConnectorConfig.Texts(property.Value, "key_columns"),
                Scanned = scanned.Length > 0 ? Convert.FromBase64String(scanned) : null,
                Backfilled = ConnectorConfig.Number(property.Value, "backfilled"),
            };
        }
        return state;
    }

    /// <summary>The merge patch of a checkpoint: the cursor, and the bindings that changed since the last one.</summary>
    public JsonObject TakePatch()
    {
        var patch = new JsonObject { ["cursor"] = Cursor };
        var changed = new JsonObject();
        foreach (var (key, binding) in Bindings)
        {
            if (!binding.Dirty)
            {
                continue;
            }
            binding.Dirty = false;
            var written = new JsonObject
            {
                ["mode"] = binding.Mode,
                ["key_columns"] = binding.KeyColumns is { } columns
                    ? new JsonArray([.. columns.Select(c => (JsonNode?)JsonValue.Create(c))])
                    : null,
                ["scanned"] = binding.Scanned is { } scanned ? Convert.ToBase64String(scanned) : null,
            };
            if (binding.Mode == BindingState.Ignore)
            {
                written["metadata"] = null;
            }
            written["backfilled"] = binding.Backfilled;
            changed[key] = written;
        }
        if (changed.Count > 0)
        {
            patch["bindingStateV1"] = changed;
        }
        return patch;
    }
}
