using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Estuary;

/// <summary>What a staged spec must look like, apart from anything that is live or reachable. Pure.</summary>
internal static partial class SpecRules
{
    internal readonly record struct Use(string Name, bool Reads, string Pointer, bool Disabled);

    private enum Kind
    {
        Object,
        Array,
        Text,
        Flag,
        Count,
        Any,
        TextOrObject,
        TextOrNull,
        ObjectOrNull,
    }

    private sealed record Field(string Name, Kind Kind, bool Required = false);

    private static readonly Dictionary<string, Field[]> Fields = new(StringComparer.Ordinal)
    {
        ["capture"] =
        [
            new("endpoint", Kind.Object, true),
            new("bindings", Kind.Array, true),
            new("autoDiscover", Kind.ObjectOrNull),
            new("interval", Kind.TextOrNull),
            new("shards", Kind.Object),
            new("secrets", Kind.Object),
            new("redactSalt", Kind.Text),
            new("expectPubId", Kind.Text),
            new("delete", Kind.Flag),
            new("reset", Kind.Flag),
        ],
        ["collection"] =
        [
            new("key", Kind.Array, true),
            new("schema", Kind.Any),
            new("writeSchema", Kind.Any),
            new("readSchema", Kind.Any),
            new("projections", Kind.Object),
            new("journals", Kind.Object),
            new("derive", Kind.Object),
            new("expectPubId", Kind.Text),
            new("delete", Kind.Flag),
            new("reset", Kind.Flag),
        ],
        ["materialization"] =
        [
            new("endpoint", Kind.Object, true),
            new("bindings", Kind.Array, true),
            new("source", Kind.TextOrObject),
            new("sourceCapture", Kind.TextOrObject),
            new("onIncompatibleSchemaChange", Kind.Text),
            new("syncSchedule", Kind.Object),
            new("targetNaming", Kind.Object),
            new("triggers", Kind.Object),
            new("shards", Kind.Object),
            new("secrets", Kind.Object),
            new("expectPubId", Kind.Text),
            new("delete", Kind.Flag),
            new("reset", Kind.Flag),
        ],
        ["test"] = [new("steps", Kind.Array, true), new("description", Kind.Text), new("expectPubId", Kind.Text), new("delete", Kind.Flag)],
    };

    private static readonly Field[] CaptureBinding =
    [
        new("resource", Kind.Any, true),
        new("target", Kind.Text, true),
        new("disable", Kind.Flag),
        new("backfill", Kind.Count),
    ];

    private static readonly Field[] Connector = [new("image", Kind.Text, true), new("config", Kind.Any, true)];

    private static readonly Field[] Shards =
    [
        new("disable", Kind.Flag),
        new("flags", Kind.Object),
        new("hotStandbys", Kind.Count),
        new("logLevel", Kind.Text),
        new("maxTxnDuration", Kind.TextOrNull),
        new("minTxnDuration", Kind.TextOrNull),
        new("readChannelSize", Kind.Count),
        new("ringBufferSize", Kind.Count),
        new("shuffleDiskLimit", Kind.Count),
    ];

    private static readonly Field[] AutoDiscover = [new("addNewBindings", Kind.Flag), new("evolveIncompatibleCollections", Kind.Flag)];

    public static bool IsCatalogName(string name) => CatalogName().IsMatch(name);

    /// <summary>Errors of form: unknown, missing or ill-typed fields, malformed names, keys and durations.</summary>
    public static IEnumerable<(string Pointer, string Detail)> Check(string name, string type, JsonObject model)
    {
        if (!IsCatalogName(name) || !name.Contains('/', StringComparison.Ordinal))
        {
            yield return (
                "",
                $"{name} doesn't match pattern [\\p{{Letter}}\\p{{Number}}\\-_\\.]+(/[\\p{{Letter}}\\p{{Number}}\\-_\\.]+)* with at least "
                    + "two components"
            );
        }
        foreach (var error in CheckFields(model, Fields[type], ""))
        {
            yield return error;
        }
        var more = type switch
        {
            "capture" => CheckCapture(model),
            "collection" => CheckCollection(name, model),
            "materialization" => CheckEndpoint(model),
            _ => [],
        };
        foreach (var error in more)
        {
            yield return error;
        }
    }

    /// <summary>The collections a task reads or writes.</summary>
    public static IEnumerable<Use> CollectionsOf(string? type, JsonObject? model)
    {
        switch (type)
        {
            case "capture":
                foreach (var (binding, i) in Bindings(model))
                {
                    if (binding["target"].String() is { } target)
                    {
                        yield return new Use(target, false, $"/bindings/{i}/target", binding["disable"].IsTrue());
                    }
                }
                break;
            case "materialization":
                foreach (var (binding, i) in Bindings(model))
                {
                    if (SourceName(binding["source"]) is { } source)
                    {
                        yield return new Use(source, true, $"/bindings/{i}/source", binding["disable"].IsTrue());
                    }
                }
                break;
            case "collection":
                if (model?["derive"]?["transforms"] is not JsonArray transforms)
                {
                    break;
                }
                for (var i = 0; i < transforms.Count; i++)
                {
                    if (SourceName(transforms[i]?["source"]) is { } source)
                    {
                        yield return new Use(source, true, $"/derive/transforms/{i}/source", transforms[i]?["disable"].IsTrue() == true);
                    }
                }
                break;
            case "test":
                if (model?["steps"] is not JsonArray steps)
                {
                    break;
                }
                for (var i = 0; i < steps.Count; i++)
                {
                    foreach (var verb in (string[])["ingest", "verify"])
                    {
                        if (SourceName(steps[i]?[verb]?["collection"]) is { } used)
                        {
                            yield return new Use(used, true, $"/steps/{i}/{verb}/collection", false);
                        }
                    }
                }
                break;
        }
    }

    public static IEnumerable<(JsonObject Binding, int Index)> Bindings(JsonObject? model)
    {
        if (model?["bindings"] is not JsonArray bindings)
        {
            yield break;
        }
        for (var i = 0; i < bindings.Count; i++)
        {
            if (bindings[i] is JsonObject binding)
            {
                yield return (binding, i);
            }
        }
    }

    private static string? SourceName(JsonNode? source) => source.String() ?? (source as JsonObject)?["name"].String();

    private static IEnumerable<(string, string)> CheckCapture(JsonObject model)
    {
        foreach (var error in CheckEndpoint(model))
        {
            yield return error;
        }
        foreach (var (binding, i) in Bindings(model))
        {
            foreach (var error in CheckFields(binding, CaptureBinding, $"/bindings/{i}"))
            {
                yield return error;
            }
            if (binding["target"].String() is { } target && !IsCatalogName(target))
            {
                yield return ($"/bindings/{i}/target", $"{target} is not a valid catalog name");
            }
        }
        if (model["interval"].String() is { } interval && !Duration().IsMatch(interval))
        {
            yield return ("/interval", $"invalid duration '{interval}': expected a number and one of s, m, h, d");
        }
        if (model["autoDiscover"] is JsonObject auto)
        {
            foreach (var error in CheckFields(auto, AutoDiscover, "/autoDiscover"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<(string, string)> CheckEndpoint(JsonObject model)
    {
        if (model["shards"] is JsonObject shards)
        {
            foreach (var error in CheckFields(shards, Shards, "/shards"))
            {
                yield return error;
            }
        }
        if (model["endpoint"] is not JsonObject endpoint)
        {
            yield break;
        }
        if (endpoint.Count != 1)
        {
            yield return ("/endpoint", "expected exactly one kind of endpoint");
            yield break;
        }
        var (kind, value) = endpoint.First();
        if (kind == "connector" && value is JsonObject connector)
        {
            foreach (var error in CheckFields(connector, Connector, "/endpoint/connector", closed: false))
            {
                yield return error;
            }
        }
        else if (kind is not ("local" or "python" or "dekaf"))
        {
            yield return ("/endpoint/" + kind, $"unknown variant `{kind}`, expected one of `connector`, `local`");
        }
    }

    private static IEnumerable<(string, string)> CheckCollection(string name, JsonObject model)
    {
        var whole = model.ContainsKey("schema");
        var split = model.ContainsKey("writeSchema") && model.ContainsKey("readSchema");
        if (whole == split || (whole && (model.ContainsKey("writeSchema") || model.ContainsKey("readSchema"))))
        {
            yield return ("", $"{name} must have either `schema`, or both of `writeSchema` and `readSchema`");
        }
        if (model["key"] is not JsonArray key)
        {
            yield break;
        }
        if (key.Count == 0)
        {
            yield return ("/key", $"{name} collection key is empty (https://go.estuary.dev/Zq6zVB)");
        }
        for (var i = 0; i < key.Count; i++)
        {
            var pointer = key[i].String();
            if (pointer is null || pointer.Length == 0 || !Pointer().IsMatch(pointer))
            {
                yield return ($"/key/{i}", $"{key[i].Text()} is not a valid JSON pointer");
                continue;
            }
            var schema = model["schema"] ?? model["writeSchema"];
            if (new SchemaLocations(schema).Find(pointer) is { } location)
            {
                if (!location.Exists)
                {
                    yield return (
                        $"/key/{i}",
                        $"location {pointer} is not known to the schema, and keys must exist and be required "
                            + "(https://go.estuary.dev/KUYbal)"
                    );
                }
                else if (!location.Required)
                {
                    yield return (
                        $"/key/{i}",
                        $"location {pointer} may not exist, and keys must exist and be required (https://go.estuary.dev/KUYbal)"
                    );
                }
                else if (!location.Scalar)
                {
                    yield return (
                        $"/key/{i}",
                        $"location {pointer} is not a scalar type, and can't be a key (https://go.estuary.dev/KUYbal)"
                    );
                }
            }
        }
    }

    private static IEnumerable<(string, string)> CheckFields(JsonObject node, Field[] fields, string at, bool closed = true)
    {
        foreach (var (name, value) in node)
        {
            var field = Array.Find(fields, f => f.Name == name);
            if (field is null)
            {
                if (closed)
                {
                    yield return (
                        $"{at}/{Json.Escape(name)}",
                        $"unknown field `{name}`, expected one of {string.Join(", ", fields.Select(f => $"`{f.Name}`"))}"
                    );
                }
                continue;
            }
            if (!Fits(field.Kind, value))
            {
                yield return ($"{at}/{name}", $"invalid type: {Describe(value)}, expected {Expected(field.Kind)} for `{name}`");
            }
        }
        foreach (var field in fields.Where(f => f.Required && !node.ContainsKey(f.Name)))
        {
            yield return (at, $"missing field `{field.Name}`");
        }
    }

    private static bool Fits(Kind kind, JsonNode? value) =>
        kind switch
        {
            Kind.Object => value is JsonObject,
            Kind.ObjectOrNull => value is JsonObject or null,
            Kind.Array => value is JsonArray,
            Kind.Text => value.String() is not null,
            Kind.TextOrNull => value is null || value.String() is not null,
            Kind.TextOrObject => value is JsonObject || value.String() is not null,
            Kind.Flag => value is JsonValue v && v.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            Kind.Count => value is JsonValue n && n.GetValueKind() == JsonValueKind.Number && ulong.TryParse(n.ToJsonString(), out _),
            _ => true,
        };

    private static string Describe(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonObject => "map",
            JsonArray => "sequence",
            _ => value.GetValueKind().ToString().ToLowerInvariant(),
        };

    private static string Expected(Kind kind) =>
        kind switch
        {
            Kind.Object or Kind.ObjectOrNull => "a map",
            Kind.Array => "a sequence",
            Kind.Flag => "a boolean",
            Kind.Count => "an unsigned number",
            _ => "a string",
        };

    [GeneratedRegex(@"^[\p{L}\p{N}\-_\.]+(/[\p{L}\p{N}\-_\.]+)*\z")]
    private static partial Regex CatalogName();

    [GeneratedRegex(@"^(/([^/~]|(~[01]))+)*\z")]
    private static partial Regex Pointer();

    [GeneratedRegex(@"^\d+(s|m|h|d)\z")]
    private static partial Regex Duration();
}
