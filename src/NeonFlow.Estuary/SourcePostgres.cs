using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>
/// What the connector <c>source-postgres</c> makes of tables: bindings, names, keys and document schemas, as its own discovery would.
/// </summary>
public static class SourcePostgres
{
    /// <summary>Kind of spec, for staging collections.</summary>
    public const string CollectionType = "collection";

    /// <summary>The backfill mode of tables without a key.</summary>
    public const string WithoutKey = "Without Primary Key";

    /// <summary>The mode of one backfill by key.</summary>
    public const string Normal = "Normal";

    /// <summary>The mode without a backfill.</summary>
    public const string OnlyChanges = "Only Changes";

    /// <summary>Image of the connector, with the tag that new captures get.</summary>
    public const string DefaultImage = "ghcr.io/estuary/source-postgres:v3";

    /// <summary>Key of a collection whose table has none: the place of the event in the log.</summary>
    public static IReadOnlyList<string> FallbackKey { get; } = ["/_meta/source/loc/0", "/_meta/source/loc/1", "/_meta/source/loc/2"];

    /// <summary>Modes that a binding may have besides the automatic one (empty).</summary>
    public static IReadOnlyList<string> Modes { get; } = [Normal, "Precise", OnlyChanges, WithoutKey];

    /// <summary>Whether an image is this connector, whatever its registry and tag.</summary>
    public static bool IsImage(string image) => image[(image.LastIndexOf('/') + 1)..].Split(':', '@')[0] == "source-postgres";

    /// <summary>Last two parts of a collection's name: <c>schema/table</c> in lower case, other characters as <c>_</c>.</summary>
    public static string RecommendedName(string schema, string table) => $"{Sanitise(schema)}/{Sanitise(table)}";

    /// <summary>The binding of a table.</summary>
    public static CaptureBinding Binding(string schema, string table, string mode, string target)
    {
        var resource = new JsonObject { ["namespace"] = schema, ["stream"] = table };
        if (mode.Length > 0)
        {
            resource["mode"] = mode;
        }

        return new() { Resource = resource, Target = target };
    }

    /// <summary>
    /// The collection of a table: its key, and the schemas under which Estuary infers the rest from the documents themselves.
    /// </summary>
    public static JsonObject Collection(SourceTable table, bool historyMode)
    {
        var schema = DocumentSchema(table, historyMode);
        schema.Insert(0, "$id", "flow://connector-schema");
        return new()
        {
            ["key"] = Key(table),
            ["writeSchema"] = new JsonObject
            {
                ["$defs"] = new JsonObject { ["flow://connector-schema"] = schema },
                ["$ref"] = "flow://connector-schema",
            },
            ["readSchema"] = new JsonObject
            {
                ["$defs"] = new JsonObject
                {
                    // The form of the placeholder that Estuary itself stages until it has seen documents.
                    ["flow://inferred-schema"] = new JsonObject
                    {
                        ["$id"] = "flow://inferred-schema",
                        ["properties"] = new JsonObject
                        {
                            ["_meta"] = new JsonObject
                            {
                                ["properties"] = new JsonObject
                                {
                                    ["inferredSchemaIsNotAvailable"] = new JsonObject
                                    {
                                        ["const"] = true,
                                        ["description"] =
                                            "An inferred schema is not yet available because no documents have been written to this "
                                            + "collection.",
                                    },
                                },
                                ["required"] = new JsonArray("inferredSchemaIsNotAvailable"),
                            },
                        },
                        ["required"] = new JsonArray("_meta"),
                    },
                },
                ["allOf"] = new JsonArray(
                    new JsonObject { ["$ref"] = "flow://relaxed-write-schema" },
                    new JsonObject { ["$ref"] = "flow://inferred-schema" }
                ),
            },
        };
    }

    /// <summary>The key as JSON pointers.</summary>
    public static JsonArray Key(SourceTable table) =>
        table.Key.Count > 0 ? [.. table.Key.Select(static c => (JsonNode)Pointer(c))] : [.. FallbackKey.Select(static n => (JsonNode)n)];

    /// <summary>Where a column is in a document.</summary>
    public static string Pointer(string column) =>
        "/" + column.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The schema of a table's documents, as the connector discovers it.</summary>
    public static JsonObject DocumentSchema(SourceTable table, bool historyMode)
    {
        var anchor = Title(table.Schema) + Title(table.Name);
        var row = new JsonObject { ["type"] = "object" };
        if (table.Key.Count > 0)
        {
            row["required"] = new JsonArray([.. table.Key.Select(static k => (JsonNode)k)]);
        }

        row["$anchor"] = anchor;
        row["properties"] = new JsonObject(
            table.Columns.Select(c => new KeyValuePair<string, JsonNode?>(c.Name, ColumnSchema(c, table.Key.Contains(c.Name))))
        );

        var source = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["ts_ms"] = Of("integer", "Unix timestamp (in millis) at which this event was recorded by the database."),
                ["schema"] = Of("string", "Database schema (namespace) of the event."),
                ["snapshot"] = Of(
                    "boolean",
                    "Snapshot is true if the record was produced from an initial table backfill and unset if produced from the "
                        + "replication log."
                ),
                ["table"] = Of("string", "Database table of the event."),
                ["loc"] = new JsonObject
                {
                    ["items"] = new JsonObject { ["type"] = "integer" },
                    ["type"] = "array",
                    ["maxItems"] = 3,
                    ["minItems"] = 3,
                    ["description"] =
                        "Location of this WAL event as [last Commit.EndLSN; event LSN; current Begin.FinalLSN]. See "
                        + "https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html",
                },
                ["txid"] = Of("integer", "The 32-bit transaction ID assigned by Postgres to the commit which produced this change."),
            },
            ["type"] = "object",
            ["required"] = new JsonArray("schema", "table", "loc"),
        };
        if (historyMode)
        {
            source["reduce"] = new JsonObject { ["strategy"] = "lastWriteWins", ["associative"] = false };
        }

        var meta = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("op", "source"),
            ["properties"] = new JsonObject
            {
                ["before"] = new JsonObject
                {
                    ["$ref"] = "#" + anchor,
                    ["description"] = "Record state immediately before this change was applied.",
                    ["reduce"] = new JsonObject { ["strategy"] = "firstWriteWins" },
                },
                ["op"] = new JsonObject
                {
                    ["enum"] = new JsonArray("c", "d", "u"),
                    ["description"] = "Change operation type: 'c' Create/Insert, 'u' Update, 'd' Delete.",
                },
                ["source"] = source,
            },
            ["reduce"] = new JsonObject { ["strategy"] = "merge" },
        };
        return new()
        {
            ["$defs"] = new JsonObject { [anchor] = row },
            ["allOf"] = new JsonArray(
                new JsonObject
                {
                    ["if"] = new JsonObject
                    {
                        ["properties"] = new JsonObject
                        {
                            ["_meta"] = new JsonObject { ["properties"] = new JsonObject { ["op"] = new JsonObject { ["const"] = "d" } } },
                        },
                    },
                    ["then"] = new JsonObject
                    {
                        ["reduce"] = new JsonObject { ["delete"] = true, ["strategy"] = "merge" },
                    },
                    ["else"] = new JsonObject { ["reduce"] = new JsonObject { ["strategy"] = "merge" } },
                    ["required"] = new JsonArray("_meta"),
                    ["properties"] = new JsonObject { ["_meta"] = meta },
                },
                new JsonObject { ["$ref"] = "#" + anchor }
            ),
            ["x-infer-schema"] = true,
        };

        static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };
    }

    private static JsonObject ColumnSchema(SourceColumn column, bool isKey)
    {
        var schema = TypeSchema(column, isKey);
        if (!column.NotNull && schema["type"] is { } type)
        {
            schema["type"] = type is JsonArray several
                ? new JsonArray([.. several.Select(static t => t!.DeepClone()), "null"])
                : new JsonArray(type.DeepClone(), "null");
        }

        var source =
            "(source type: "
            + $"{(column.NotNull ? "non-nullable " : "")}{column.Type.TrimStart('_')}{(column.Type.StartsWith('_') ? "[]" : "")})";
        schema["description"] = column.Comment is { Length: > 0 } comment ? $"{comment} {source}" : source;
        return schema;
    }

    private static JsonObject TypeSchema(SourceColumn column, bool isKey)
    {
        if (column.Type.StartsWith('_'))
        {
            var element = TypeSchema(column with { Type = column.Type[1..], Length = null }, isKey: false);
            if (element["type"] is { } inner)
            {
                element["type"] = inner is JsonArray several
                    ? new JsonArray([.. several.Select(static t => t!.DeepClone()), "null"])
                    : new JsonArray(inner.DeepClone(), "null");
            }

            return new() { ["type"] = "array", ["items"] = element };
        }

        switch (column.Kind)
        {
            case 'e' or 'r' or 'm':
                return Text();
            case 'c':
                return [];
        }

        switch (column.Type)
        {
            case "bool":
                return new() { ["type"] = "boolean" };
            case "int2" or "int4" or "int8" or "oid":
                return new() { ["type"] = "integer" };
            case "numeric":
                return new() { ["type"] = "string", ["format"] = "number" };
            case "float4" or "float8":
                return new() { ["type"] = isKey ? "string" : new JsonArray("number", "string"), ["format"] = "number" };
            case "varchar" when column.Length is { } length:
                return new() { ["type"] = "string", ["maxLength"] = length };
            case "bpchar" when column.Length is { } length:
                return new()
                {
                    ["type"] = "string",
                    ["minLength"] = length,
                    ["maxLength"] = length,
                };
            case "bytea":
                return new() { ["type"] = "string", ["contentEncoding"] = "base64" };
            case "json":
                return new() { ["contentMediaType"] = "application/json" };
            case "jsonb":
                return new() { ["contentMediaType"] = "application/vnd.estuary.postgresql.jsonb+json" };
            case "date" or "uuid":
                return new() { ["type"] = "string", ["format"] = column.Type };
            case "timestamp" or "timestamptz":
                return new() { ["type"] = "string", ["format"] = "date-time" };
            case "time" or "timetz":
                return new() { ["type"] = "string", ["format"] = "time" };
            case "text"
            or "varchar"
            or "bpchar"
            or "citext"
            or "xml"
            or "bit"
            or "varbit"
            or "jsonpath"
            or "interval"
            or "money"
            or "point"
            or "line"
            or "lseg"
            or "box"
            or "path"
            or "polygon"
            or "circle"
            or "inet"
            or "cidr"
            or "macaddr"
            or "macaddr8"
            or "tsvector"
            or "tsquery"
            or "name"
            or "char":
                return Text();
            default:
                // A type that the connector has no rule for: anything may come.
                return [];
        }

        static JsonObject Text() => new() { ["type"] = "string" };
    }

    private static string Sanitise(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var c in name.ToLower(CultureInfo.InvariantCulture))
        {
            result.Append(c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.' ? c : '_');
        }

        return result.ToString();
    }

    private static string Title(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..];
}
