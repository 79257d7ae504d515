using System.Globalization;
using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The endpoint configuration, parsed as strictly as the real connector parses it.</summary>
internal sealed class ConnectorConfig
{
    private static readonly string[] TopFields =
    [
        "address",
        "user",
        "password",
        "database",
        "historyMode",
        "credentials",
        "discoveryFilters",
        "advanced",
        "networkTunnel",
    ];

    private static readonly string[] CredentialFields =
    [
        "auth_type",
        "password",
        "aws_region",
        "aws_role_arn",
        "gcp_service_account_to_impersonate",
        "gcp_workload_identity_pool_audience",
        "azure_client_id",
        "azure_tenant_id",
    ];

    private static readonly string[] FilterFields = ["include_schemas", "exclude_schemas", "table_patterns", "discover_unpublished_tables"];

    private static readonly string[] AdvancedFields =
    [
        "publicationName",
        "slotName",
        "watermarksTable",
        "skip_backfills",
        "backfill_chunk_size",
        "sslmode",
        "discover_schemas",
        "min_backfill_xid",
        "read_only_capture",
        "capture_as_partitions",
        "discover_unpublished_tables",
        "source_tag",
        "rediscovery_interval",
        "feature_flags",
        "statement_timeout",
        "discover_only_published",
    ];

    public required string Address { get; init; }
    public required string User { get; init; }
    public required string Password { get; init; }

    /// <summary>As configured; where it is empty the server takes the user's name.</summary>
    public required string Database { get; init; }

    public bool HistoryMode { get; init; }
    public string Publication { get; init; } = "flow_publication";
    public string Slot { get; init; } = "flow_slot";
    public string WatermarksTable { get; init; } = "public.flow_watermarks";
    public IReadOnlySet<string> SkipBackfills { get; init; } = new HashSet<string>(StringComparer.Ordinal);
    public int BackfillChunkSize { get; init; } = 50_000;
    public string SslMode { get; init; } = "";
    public IReadOnlyList<string> IncludeSchemas { get; init; } = [];
    public IReadOnlyList<string> ExcludeSchemas { get; init; } = [];
    public IReadOnlyList<TablePattern> TablePatterns { get; init; } = [];
    public uint? MinBackfillXid { get; init; }
    public bool ReadOnly { get; init; }
    public bool CaptureAsPartitions { get; init; }
    public bool DiscoverUnpublished { get; init; }
    public string SourceTag { get; init; } = "";
    public TimeSpan RediscoveryInterval { get; init; } = TimeSpan.FromMinutes(15);
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(2);
    public IReadOnlySet<string> Flags { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether a table is not to be backfilled; <c>*.*</c> alone means none is.</summary>
    public bool SkipsBackfill(string streamId) =>
        SkipBackfills.Contains(streamId) || (SkipBackfills.Count == 1 && SkipBackfills.Contains("*.*"));

    /// <summary>The value of a flag of the form <c>name=value</c>; null where it is not set.</summary>
    public string? FlagValue(string name) =>
        Flags.Where(f => f.StartsWith(name + "=", StringComparison.Ordinal)).Select(f => f[(name.Length + 1)..]).LastOrDefault();

    /// <summary>
    /// Schema and name of the watermarks table as written; the table itself is folded by the server as any unquoted name.
    /// </summary>
    public (string Schema, string Table) Watermarks => Split(WatermarksTable);

    /// <exception cref="ConnectorFault">With the connector's text for the first thing that is wrong.</exception>
    public static ConnectorConfig Parse(JsonElement config)
    {
        const string Prefix = "error connecting to database: error parsing config json: ";
        try
        {
            return Read(config);
        }
        catch (FormatException e)
        {
            throw ConnectorFault.Plain(Prefix + e.Message);
        }
    }

    private static ConnectorConfig Read(JsonElement config)
    {
        Known(config, TopFields);
        var credentials = Child(config, "credentials");
        var filters = Child(config, "discoveryFilters");
        var advanced = Child(config, "advanced");
        if (credentials is { } c)
        {
            Known(c, CredentialFields);
        }
        if (filters is { } f)
        {
            Known(f, FilterFields);
        }
        if (advanced is { } a)
        {
            Known(a, AdvancedFields);
        }
        if (Child(config, "networkTunnel") is { } tunnel)
        {
            Known(tunnel, ["sshForwarding"]);
            if (Child(tunnel, "sshForwarding") is { } ssh)
            {
                Known(ssh, ["sshEndpoint", "privateKey"]);
            }
        }

        var address = Text(config, "address");
        var user = Text(config, "user");
        if (address.Length == 0)
        {
            throw new FormatException("missing 'address'");
        }
        if (user.Length == 0)
        {
            throw new FormatException("missing 'user'");
        }
        // A password counts only under its own auth_type; without one, or with an unknown one, none is sent and the server refuses.
        var byPassword = credentials is { } given && Text(given, "auth_type") == "UserPassword";
        var password =
            credentials is null ? Text(config, "password")
            : byPassword ? Text(credentials, "password")
            : "";
        if (byPassword && password.Length == 0)
        {
            throw new FormatException("missing 'password'");
        }

        if (
            address.EndsWith(".pooler.supabase.com", StringComparison.Ordinal)
            || address.EndsWith(".pooler.supabase.com:6543", StringComparison.Ordinal)
        )
        {
            throw ConnectorFault.User(
                $"address must be a direct connection: address {Go.Quote(address)} is using the Supabase connection pooler, "
                    + "consult go.estuary.dev/supabase-direct-address for details"
            );
        }
        var watermarks = Or(Text(advanced, "watermarksTable"), "public.flow_watermarks");
        if (!watermarks.Contains('.', StringComparison.Ordinal))
        {
            throw new FormatException(
                $"invalid 'watermarksTable' configuration: table name {Go.Quote(watermarks)} must be fully-qualified as "
                    + "\"<schema>.<table>\""
            );
        }
        var skip = new HashSet<string>(StringComparer.Ordinal);
        if (Text(advanced, "skip_backfills") is { Length: > 0 } skipped)
        {
            foreach (var table in skipped.Split(','))
            {
                if (!table.Contains('.', StringComparison.Ordinal))
                {
                    throw new FormatException(
                        $"invalid 'skipBackfills' configuration: table name {Go.Quote(table)} must be fully-qualified as "
                            + "\"<schema>.<table>\""
                    );
                }
                skip.Add(table.ToLowerInvariant());
            }
        }
        var sslMode = Text(advanced, "sslmode");
        if (sslMode is not ("" or "disable" or "allow" or "prefer" or "require" or "verify-ca" or "verify-full"))
        {
            throw new FormatException($"invalid 'sslmode' configuration: unknown setting {Go.Quote(sslMode)}");
        }
        var schemas = Texts(advanced, "discover_schemas");
        if (schemas.Any(s => s.Length == 0))
        {
            throw new FormatException(
                "discovery schema selection must not contain any entries that are blank: To discover tables from all schemas, "
                    + "remove all entries from the discovery schema selection list. To discover tables only from specific schemas, "
                    + "provide their names as non-blank entries"
            );
        }
        var timeout = TimeSpan.FromMinutes(2);
        if (Text(advanced, "statement_timeout") is { Length: > 0 } wanted && !Go.TryParseDuration(wanted, out timeout))
        {
            throw new FormatException($"invalid statement timeout {Go.Quote(wanted)}: time: invalid duration {Go.Quote(wanted)}");
        }
        var rediscovery = TimeSpan.FromMinutes(15);
        if (Text(advanced, "rediscovery_interval") is { Length: > 0 } interval)
        {
            if (!Go.TryParseDuration(interval, out rediscovery))
            {
                throw new FormatException(
                    $"invalid 'rediscovery_interval' configuration {Go.Quote(interval)}: time: invalid duration {Go.Quote(interval)}"
                );
            }
            if (rediscovery < TimeSpan.FromMinutes(1))
            {
                throw new FormatException($"invalid 'rediscovery_interval' configuration {Go.Quote(interval)}: must be at least 1m0s");
            }
            if (rediscovery > TimeSpan.FromDays(365))
            {
                throw new FormatException($"invalid 'rediscovery_interval' configuration {Go.Quote(interval)}: must not exceed 8760h0m0s");
            }
        }
        var patterns = Texts(filters, "table_patterns").Select(TablePattern.Parse).ToList();

        var chunk = (int)Number(advanced, "backfill_chunk_size");
        return new ConnectorConfig
        {
            Address = address,
            User = user,
            Password = password,
            Database = Text(config, "database"),
            HistoryMode = Flag(config, "historyMode"),
            Publication = Or(Text(advanced, "publicationName"), "flow_publication"),
            Slot = Or(Text(advanced, "slotName"), "flow_slot"),
            WatermarksTable = watermarks,
            SkipBackfills = skip,
            BackfillChunkSize = chunk > 0 ? chunk : 50_000,
            SslMode = sslMode,
            IncludeSchemas = [.. schemas, .. Texts(filters, "include_schemas")],
            ExcludeSchemas = Texts(filters, "exclude_schemas"),
            TablePatterns = patterns,
            MinBackfillXid = uint.TryParse(Text(advanced, "min_backfill_xid"), NumberStyles.None, CultureInfo.InvariantCulture, out var xid)
                ? xid
                : null,
            ReadOnly = Flag(advanced, "read_only_capture"),
            CaptureAsPartitions = Flag(advanced, "capture_as_partitions"),
            DiscoverUnpublished = Flag(advanced, "discover_unpublished_tables") || Flag(filters, "discover_unpublished_tables"),
            SourceTag = Text(advanced, "source_tag"),
            RediscoveryInterval = rediscovery,
            StatementTimeout = timeout,
            Flags = Text(advanced, "feature_flags")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .ToHashSet(StringComparer.Ordinal),
        };
    }

    public static (string Schema, string Table) Split(string qualified)
    {
        var dot = qualified.IndexOf('.', StringComparison.Ordinal);
        return (qualified[..dot], qualified[(dot + 1)..]);
    }

    internal static void Known(JsonElement given, IEnumerable<string> fields)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"json: cannot unmarshal {KindOf(given)} into Go value of type main.Config");
        }
        foreach (var property in given.EnumerateObject())
        {
            if (!fields.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw new FormatException($"json: unknown field {Go.Quote(property.Name)}");
            }
        }
    }

    internal static JsonElement? Child(JsonElement? given, string name) =>
        given is { ValueKind: JsonValueKind.Object } g && g.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    internal static string Text(JsonElement? given, string name) =>
        Child(given, name) switch
        {
            null => "",
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { } other => throw Mismatch(other, name, "string"),
        };

    internal static IReadOnlyList<string> Texts(JsonElement? given, string name) =>
        Child(given, name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list =>
            [
                .. list.EnumerateArray()
                    .Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Mismatch(e, name, "string")),
            ],
            { } other => throw Mismatch(other, name, "[]string"),
        };

    internal static bool Flag(JsonElement? given, string name) =>
        Child(given, name) switch
        {
            null => false,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { } other => throw Mismatch(other, name, "bool"),
        };

    internal static long Number(JsonElement? given, string name) =>
        Child(given, name) switch
        {
            null => 0,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
            { } other => throw Mismatch(other, name, "int"),
        };

    private static FormatException Mismatch(JsonElement value, string name, string type) =>
        new($"json: cannot unmarshal {KindOf(value)} into Go struct field .{name} of type {type}");

    private static string KindOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "bool",
        };

    private static string Or(string given, string otherwise) => given.Length > 0 ? given : otherwise;
}
