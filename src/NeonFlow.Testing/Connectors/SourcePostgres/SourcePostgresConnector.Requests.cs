using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

// Discovery, validation and apply.
public sealed partial class SourcePostgresConnector
{
    private static async Task<JsonObject> DiscoverAsync(JsonElement given, ConnectorLog log, CancellationToken cancellationToken)
    {
        var config = ConnectorConfig.Parse(given);
        await using var database = new Database(config, log);
        await database.GreetAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, TableInfo> tables;
        try
        {
            var found = await Catalog.ListAsync(database, cancellationToken).ConfigureAwait(false);
            var published = await Catalog.PublishedAsync(database, cancellationToken).ConfigureAwait(false);
            found.RemoveAll(t => !IsDiscoverable(t.Schema, t.Table, config, published));
            tables = await Catalog.DescribeAsync(database, found, log, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            throw ConnectorFault.Plain($"error listing database tables: error executing query: {Database.Describe(e)}");
        }
        var bindings = new JsonArray();
        foreach (var table in tables.Values)
        {
            // A column of that name marks a table that a materialization writes; to capture it back would make a loop.
            if (table.Column("flow_published_at") is null)
            {
                bindings.Add(Discovered(table, config));
            }
        }
        if (bindings.Count == 0)
        {
            log.Warning(
                "no tables discovered; note that tables in system schemas will not be discovered and must be added manually if desired"
            );
        }
        return new JsonObject { ["bindings"] = bindings };
    }

    private static bool IsDiscoverable(string schema, string table, ConnectorConfig config, HashSet<string> published)
    {
        var streamId = $"{schema}.{table}".ToLowerInvariant();
        return !streamId.Equals(config.WatermarksTable, StringComparison.OrdinalIgnoreCase)
            && table is not ("flow_materializations_v2" or "flow_checkpoints_v1")
            && (config.DiscoverUnpublished || published.Contains(streamId))
            && (config.IncludeSchemas.Count == 0 || config.IncludeSchemas.Contains(schema))
            && !config.ExcludeSchemas.Contains(schema)
            && (config.TablePatterns.Count == 0 || config.TablePatterns.Any(p => p.Matches(schema, table)));
    }

    private static JsonObject Discovered(TableInfo table, ConnectorConfig config)
    {
        var (columns, fallback) = table.Key();
        var resource = new JsonObject { ["namespace"] = table.Schema, ["stream"] = table.Name };
        string[] key =
            columns.Count > 0
                ?
                [
                    .. columns.Select(c =>
                        "/" + c.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
                    ),
                ]
                : ["/_meta/source/loc/0", "/_meta/source/loc/1", "/_meta/source/loc/2"];
        if (columns.Count == 0)
        {
            resource["mode"] = "Without Primary Key";
        }
        var binding = new JsonObject
        {
            ["recommendedName"] = $"{Sanitized(table.Schema)}/{Sanitized(table.Name)}",
            ["resourceConfig"] = resource,
            ["documentSchema"] = DocumentSchema.Discovered(table, config),
            ["key"] = new JsonArray([.. key.Select(k => (JsonNode?)JsonValue.Create(k))]),
        };
        if (fallback)
        {
            binding["isFallbackKey"] = true;
        }
        return binding;

        static string Sanitized(string name) =>
            string.Concat(name.ToLowerInvariant().Select(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_' or '.' ? c : '_'));
    }

    private static async Task<JsonObject> ValidateAsync(JsonElement request, ConnectorLog log, CancellationToken cancellationToken)
    {
        var config = ConnectorConfig.Parse(Config(request, "Validate"));
        await using var database = new Database(config, log);
        await database.GreetAsync(cancellationToken).ConfigureAwait(false);
        var before = ConnectorConfig.Child(request, "lastCapture") is { ValueKind: JsonValueKind.Object } last
            ? BindingConfig.ParseAll(last)
            : [];
        IReadOnlyList<BindingConfig> bindings = [];
        await new Prerequisites(database, log)
            .CheckAsync(() => (bindings = BindingConfig.ParseAll(request), BindingFindings(bindings, before)), cancellationToken)
            .ConfigureAwait(false);
        if (bindings.Count == 0)
        {
            return [];
        }
        return new JsonObject
        {
            ["bindings"] = new JsonArray([
                .. bindings.Select(b => (JsonNode?)new JsonObject { ["resourcePath"] = new JsonArray(b.Schema, b.Table) }),
            ]),
        };
    }

    /// <summary>What a binding's key and mode forbid, which only Validate looks at.</summary>
    private static List<string> BindingFindings(IReadOnlyList<BindingConfig> bindings, IReadOnlyList<BindingConfig> lastBindings)
    {
        var findings = new List<string>();
        var before = lastBindings
            .GroupBy(b => b.StreamId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        foreach (var binding in bindings)
        {
            if (binding is { HasFallbackKey: true, HasOwnKey: false, Mode: "" or "Normal" or "Precise" })
            {
                findings.Add(
                    $"output collection for stream {Go.Quote(binding.StreamId)} has the fallback key, which can't be used for a backfill"
                );
            }
            if (!before.TryGetValue(binding.StreamId, out var old) || binding.Backfill > old.Backfill)
            {
                continue;
            }
            if (binding.Mode != old.Mode)
            {
                findings.Add(
                    $"must re-backfill when changing backfill mode: table {Go.Quote(binding.StreamId)} changed from {Go.Quote(old.Mode)} "
                        + $"to {Go.Quote(binding.Mode)}"
                );
            }
            if (binding.Filter != old.Filter && binding.Filter.Length > 0)
            {
                findings.Add(
                    $"must re-backfill when changing the backfill filter: table {Go.Quote(binding.StreamId)} changed from "
                        + $"{Go.Quote(old.Filter)} to {Go.Quote(binding.Filter)}"
                );
            }
        }
        return findings;
    }

    private static async Task ApplyAsync(JsonElement capture, ConnectorLog log, CancellationToken cancellationToken)
    {
        if (ConnectorConfig.Child(capture, "bindings") is not { ValueKind: JsonValueKind.Array } given || given.GetArrayLength() == 0)
        {
            return;
        }
        var config = ConnectorConfig.Parse(Config(capture, "Apply"));
        await using var database = new Database(config, log);
        await database.GreetAsync(cancellationToken).ConfigureAwait(false);
        var bindings = BindingConfig.ParseAll(capture);
        Dictionary<string, TableInfo> tables;
        try
        {
            tables = await Catalog
                .DescribeAsync(database, [.. bindings.Select(b => (b.Schema, b.Table)).Distinct()], log, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            throw ConnectorFault.Plain(
                $"error discovering database tables: unable to list database tables: error executing query: {Database.Describe(e)}"
            );
        }
        foreach (var binding in bindings)
        {
            if (!tables.ContainsKey(binding.StreamId))
            {
                throw ConnectorFault.Plain($"could not find or access table {Go.Quote(binding.StreamId)}");
            }
        }
    }
}
