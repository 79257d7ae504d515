using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>JSON schemas of documents: the one Discover proposes, and the strict one a running capture reports.</summary>
internal static class DocumentSchema
{
    private const string Locations =
        "Location of this WAL event as [last Commit.EndLSN; event LSN; current Begin.FinalLSN]. "
        + "See https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html";

    /// <summary>
    /// The schema of Discover: key columns required, everything may be null or absent where the table allows it, with reduction rules.
    /// </summary>
    public static JsonObject Discovered(TableInfo table, ConnectorConfig config) => Build(table, config, sourced: false);

    /// <summary>The schema of what is really written: every column required, nothing else allowed.</summary>
    public static JsonObject Sourced(TableInfo table, ConnectorConfig config) => Build(table, config, sourced: true);

    private static JsonObject Build(TableInfo table, ConnectorConfig config, bool sourced)
    {
        var anchor = Go.Title(table.Schema) + Go.Title(table.Name);
        var (key, _) = table.Key();
        var columns = table.Columns.Where(c => !c.StoredGenerated).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();

        var row = new JsonObject { ["type"] = "object" };
        var required = sourced ? columns.Select(c => c.Name).ToList() : [.. key.Order(StringComparer.Ordinal)];
        if (required.Count > 0)
        {
            row["required"] = Strings(required);
        }
        row["$anchor"] = anchor;
        row["properties"] = new JsonObject(
            columns.Select(c => KeyValuePair.Create(c.Name, (JsonNode?)Column(c, key.Contains(c.Name), sourced)))
        );

        var before = new JsonObject
        {
            ["$ref"] = "#" + anchor,
            ["description"] = "Record state immediately before this change was applied.",
        };
        if (sourced)
        {
            before["unevaluatedProperties"] = false;
        }
        else
        {
            before["reduce"] = new JsonObject { ["strategy"] = "firstWriteWins" };
        }

        var meta = new JsonObject { ["type"] = "object", ["required"] = Strings(["op", "source"]) };
        if (sourced)
        {
            meta["additionalProperties"] = false;
        }
        meta["properties"] = new JsonObject
        {
            ["before"] = before,
            ["op"] = new JsonObject
            {
                ["enum"] = Strings(["c", "d", "u"]),
                ["description"] = "Change operation type: 'c' Create/Insert, 'u' Update, 'd' Delete.",
            },
            ["source"] = Source(config, sourced),
        };
        if (!sourced)
        {
            meta["reduce"] = Merge();
        }

        var envelope = new JsonObject();
        if (!sourced)
        {
            var deleting = Merge();
            deleting["delete"] = true;
            envelope["if"] = JsonNode.Parse("""{"properties":{"_meta":{"properties":{"op":{"const":"d"}}}}}""");
            envelope["then"] = new JsonObject { ["reduce"] = deleting };
            envelope["else"] = new JsonObject { ["reduce"] = Merge() };
        }
        envelope["required"] = Strings(["_meta"]);
        envelope["properties"] = new JsonObject { ["_meta"] = meta };

        var schema = new JsonObject
        {
            ["$defs"] = new JsonObject { [anchor] = row },
            ["allOf"] = new JsonArray(envelope, new JsonObject { ["$ref"] = "#" + anchor }),
        };
        if (sourced)
        {
            schema["unevaluatedProperties"] = false;
        }
        schema["x-infer-schema"] = true;
        return schema;
    }

    private static JsonObject Source(ConnectorConfig config, bool sourced)
    {
        var properties = new JsonObject
        {
            ["ts_ms"] = Described("integer", "Unix timestamp (in millis) at which this event was recorded by the database."),
            ["schema"] = Described("string", "Database schema (namespace) of the event."),
            ["snapshot"] = Described(
                "boolean",
                "Snapshot is true if the record was produced from an initial table backfill and unset if produced from the replication log."
            ),
            ["table"] = Described("string", "Database table of the event."),
            ["loc"] = new JsonObject
            {
                ["items"] = new JsonObject { ["type"] = "integer" },
                ["type"] = "array",
                ["maxItems"] = 3,
                ["minItems"] = 3,
                ["description"] = Locations,
            },
            ["txid"] = Described("integer", "The 32-bit transaction ID assigned by Postgres to the commit which produced this change."),
        };
        if (config.SourceTag.Length > 0)
        {
            properties["tag"] = Described("string", "Optional 'Source Tag' property as defined in the endpoint configuration.");
        }
        var source = new JsonObject { ["properties"] = properties };
        if (sourced)
        {
            source["additionalProperties"] = false;
        }
        source["type"] = "object";
        source["required"] = Strings(["schema", "table", "loc"]);
        if (!sourced && config.HistoryMode)
        {
            source["reduce"] = new JsonObject { ["strategy"] = "lastWriteWins", ["associative"] = false };
        }
        return source;
    }

    private static JsonObject Column(ColumnInfo column, bool inKey, bool sourced)
    {
        var type = column.ElementName is { } element ? element : column.TypeName;
        var kind = column.ElementKind ?? column.TypeKind;
        var (types, extra, source) = TypeOf(type, kind, inKey);
        if (column.ElementName is not null)
        {
            extra = new JsonObject { ["items"] = Elements(types, extra) };
            types = ["array"];
            source = column.TypeName;
        }
        if (column.ElementName is null && column.Length is { } length)
        {
            extra["maxLength"] = length;
            if (column.TypeName == "bpchar")
            {
                extra["minLength"] = length;
            }
        }
        var note = $"(source type: {(column.Nullable ? "" : "non-nullable ")}{source})";
        extra["description"] = column.Comment is { Length: > 0 } comment ? $"{comment} {note}" : note;
        if (types.Length == 0)
        {
            return extra;
        }
        if (column.Nullable)
        {
            extra["type"] = sourced ? Strings(types) : Strings([.. types, "null"]);
        }
        else
        {
            extra["type"] = types.Length == 1 ? types[0] : Strings(types);
        }
        return extra;
    }

    private static JsonObject Elements(string[] types, JsonObject extra)
    {
        if (types.Length > 0)
        {
            extra["type"] = Strings([.. types, "null"]);
        }
        return extra;
    }

    private static (string[] Types, JsonObject Extra, string Source) TypeOf(string name, string kind, bool inKey) =>
        kind switch
        {
            "e" => (["string"], [], "enum"),
            "r" => (["string"], [], "range"),
            "m" => (["string"], [], "multirange"),
            "c" => ([], [], "composite"),
            _ => name switch
            {
                "bool" => (["boolean"], [], name),
                "int2" or "int4" or "int8" or "oid" => (["integer"], [], name),
                "numeric" => (["string"], new JsonObject { ["format"] = "number" }, name),
                "float4" or "float8" => (inKey ? ["string"] : ["number", "string"], new JsonObject { ["format"] = "number" }, name),
                "bytea" => (["string"], new JsonObject { ["contentEncoding"] = "base64" }, name),
                "json" => ([], new JsonObject { ["contentMediaType"] = "application/json" }, name),
                "jsonb" => ([], new JsonObject { ["contentMediaType"] = "application/vnd.estuary.postgresql.jsonb+json" }, name),
                "date" => (["string"], new JsonObject { ["format"] = "date" }, name),
                "timestamp" or "timestamptz" => (["string"], new JsonObject { ["format"] = "date-time" }, name),
                "time" or "timetz" => (["string"], new JsonObject { ["format"] = "time" }, name),
                "uuid" => (["string"], new JsonObject { ["format"] = "uuid" }, name),
                "text"
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
                or "tsquery" => (["string"], [], name),
                _ => ([], [], $"{name}, using catch-all schema"),
            },
        };

    private static JsonObject Described(string type, string description) => new() { ["type"] = type, ["description"] = description };

    private static JsonObject Merge() => new() { ["strategy"] = "merge" };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);
}
