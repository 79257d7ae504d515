using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A binding of a request: its resource configuration and what its collection asks of the documents.</summary>
internal sealed class BindingConfig
{
    private static readonly string[] Fields = ["mode", "namespace", "stream", "priority", "advanced", "primary_key", "syncMode"];
    private static readonly string[] Modes = ["", "Normal", "Precise", "Only Changes", "Without Primary Key"];

    public required int Index { get; init; }
    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required string Mode { get; init; }
    public required string Filter { get; init; }
    public required long Priority { get; init; }
    public required long Backfill { get; init; }
    public required string StateKey { get; init; }

    /// <summary>The columns of the collection key; empty where it is the fallback key.</summary>
    public required IReadOnlyList<string> KeyColumns { get; init; }

    public required bool HasFallbackKey { get; init; }

    /// <summary>Whether the resource names the key itself, an old option that no form shows.</summary>
    public required bool HasOwnKey { get; init; }

    /// <summary>Whether the collection projects <c>/_meta/source/txid</c>, which is what makes documents carry it.</summary>
    public required bool WantsTransactionId { get; init; }

    public string Name => $"{Schema}.{Table}";

    /// <summary>Stream identifiers are compared and logged in lower case.</summary>
    public string StreamId => Name.ToLowerInvariant();

    public static IReadOnlyList<BindingConfig> ParseAll(JsonElement capture)
    {
        if (ConnectorConfig.Child(capture, "bindings") is not { ValueKind: JsonValueKind.Array } bindings)
        {
            return [];
        }
        var parsed = new List<BindingConfig>();
        foreach (var binding in bindings.EnumerateArray())
        {
            parsed.Add(Parse(binding, parsed.Count));
        }
        return parsed;
    }

    private static BindingConfig Parse(JsonElement binding, int index)
    {
        try
        {
            var resource =
                ConnectorConfig.Child(binding, "resourceConfig")
                ?? ConnectorConfig.Child(binding, "resourceConfigJson")
                ?? throw new FormatException("unexpected end of JSON input");
            ConnectorConfig.Known(resource, Fields);
            var advanced = ConnectorConfig.Child(resource, "advanced");
            if (advanced is { } a)
            {
                ConnectorConfig.Known(a, ["additional_backfill_filter"]);
            }
            var mode = ConnectorConfig.Text(resource, "mode");
            var schema = ConnectorConfig.Text(resource, "namespace");
            var table = ConnectorConfig.Text(resource, "stream");
            var filter = ConnectorConfig.Text(advanced, "additional_backfill_filter");
            if (!Modes.Contains(mode))
            {
                throw new FormatException($"invalid backfill mode {Go.Quote(mode)}");
            }
            if (filter.Length > 0 && string.IsNullOrWhiteSpace(filter))
            {
                throw new FormatException($"invalid backfill filter {Go.Quote(filter)}: must be empty or contain a filter expression");
            }
            if (filter.Length > 0 && mode == "Precise")
            {
                throw new FormatException("backfill filters cannot be used in the \"Precise\" backfill mode");
            }
            if (schema.Length == 0)
            {
                throw new FormatException("table namespace unspecified");
            }
            if (table.Length == 0)
            {
                throw new FormatException("table name unspecified");
            }

            var collection = ConnectorConfig.Child(binding, "collection");
            var key = ConnectorConfig.Texts(collection, "key");
            var fallback = key.Count > 0 && key.All(k => k.StartsWith("/_meta/source/loc/", StringComparison.Ordinal));
            var projects = false;
            if (ConnectorConfig.Child(collection, "projections") is { ValueKind: JsonValueKind.Array } projections)
            {
                projects = projections.EnumerateArray().Any(p => ConnectorConfig.Text(p, "ptr") == "/_meta/source/txid");
            }
            var backfill = ConnectorConfig.Number(binding, "backfill");
            var ownKey = ConnectorConfig.Texts(resource, "primary_key");
            return new BindingConfig
            {
                Index = index,
                Schema = schema,
                Table = table,
                Mode = mode,
                Filter = filter,
                Priority = ConnectorConfig.Number(resource, "priority"),
                Backfill = backfill,
                StateKey = ConnectorConfig.Text(binding, "stateKey") is { Length: > 0 } stateKey
                    ? stateKey
                    : $"{Uri.EscapeDataString($"{schema}/{table}")}.v{backfill}",
                KeyColumns =
                    ownKey.Count > 0 ? ownKey
                    : fallback ? []
                    :
                    [
                        .. key.Select(k =>
                            k.TrimStart('/').Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
                        ),
                    ],
                HasFallbackKey = fallback,
                HasOwnKey = ownKey.Count > 0,
                WantsTransactionId = projects,
            };
        }
        catch (FormatException e)
        {
            throw ConnectorFault.Plain("error parsing resource config: " + e.Message);
        }
    }
}
