using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// What the connector <c>source-postgres</c> takes: its endpoint and resource configuration as JSON schemas, secrets marked with <c>secret:
/// true</c>.
/// </summary>
public static class SourcePostgresSpec
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>Version of the capture protocol the connector speaks.</summary>
    public const int Protocol = 3_032_023;

    /// <summary>Where the connector's documentation is.</summary>
    public const string DocumentationUrl = "https://go.estuary.dev/source-postgresql";

    /// <summary>Which fields of a resource configuration make up the binding's resource path.</summary>
    public static IReadOnlyList<string> ResourcePathPointers { get; } = ["/namespace", "/stream"];

    /// <summary>JSON schema of the endpoint configuration; a new copy on each call.</summary>
    public static JsonObject ConfigSchema() =>
        new()
        {
            ["$schema"] = Draft,
            ["properties"] = new JsonObject
            {
                ["address"] = Field(
                    "string",
                    "Address",
                    "Host of the database, with :port where it is not 5432. A direct host: a pooler cannot carry replication.",
                    order: 0
                ),
                ["user"] = Field("string", "User", "Role that reads the tables and replicates.", order: 1, value: "flow_capture"),
                ["database"] = Field("string", "Database", "Database that holds the tables.", order: 2, value: "postgres"),
                ["historyMode"] = Field(
                    "boolean",
                    "History mode",
                    "Keep every change instead of reducing a row's changes to its present state.",
                    order: 3,
                    value: false,
                    nonsensitive: true
                ),
                ["credentials"] = Credentials(),
                ["discoveryFilters"] = Section(
                    "Discovery filters",
                    "Which tables discovery shows.",
                    advanced: false,
                    (
                        "include_schemas",
                        List("Only schemas", "Show tables of these schemas only, together with those of discover_schemas.")
                    ),
                    ("exclude_schemas", List("Not schemas", "Hide tables of these schemas.")),
                    (
                        "table_patterns",
                        List(
                            "Table patterns",
                            "Show tables that match one of these globs (* and ?): schema.table with a dot, a table of any schema without."
                        )
                    ),
                    (
                        "discover_unpublished_tables",
                        Field("boolean", "Unpublished tables too", "Show tables that are not in the publication too.", nonsensitive: true)
                    )
                ),
                ["advanced"] = Advanced(),
                ["networkTunnel"] = Section(
                    "Network tunnel",
                    "A way to a database that cannot be reached directly.",
                    advanced: false,
                    ("sshForwarding", Tunnel())
                ),
            },
            ["type"] = "object",
            ["required"] = new JsonArray("address", "user", "database", "historyMode", "credentials"),
            ["title"] = "PostgreSQL endpoint",
        };

    /// <summary>JSON schema of a binding's resource configuration; a new copy on each call.</summary>
    public static JsonObject ResourceConfigSchema()
    {
        var mode = Field(
            "string",
            "Backfill mode",
            "How rows that are already there are read; empty lets the connector choose by the key.",
            value: ""
        );
        mode["enum"] = new JsonArray("", "Normal", "Precise", "Only Changes", "Without Primary Key");
        var schema = Field("string", "Schema", "Schema of the table.");
        schema["readOnly"] = true;
        var table = Field("string", "Table", "Name of the table.");
        table["readOnly"] = true;
        return new JsonObject
        {
            ["$schema"] = Draft,
            ["$id"] = "https://github.com/estuary/connectors/sqlcapture/resource",
            ["properties"] = new JsonObject
            {
                ["mode"] = mode,
                ["namespace"] = schema,
                ["stream"] = table,
                ["priority"] = Field("integer", "Priority", "Bindings of higher priority are backfilled first; 0 where it is not given."),
                ["advanced"] = Section(
                    "Advanced",
                    "Rarely needed.",
                    advanced: true,
                    (
                        "additional_backfill_filter",
                        Field("string", "Backfill filter", "SQL condition added to the backfill's queries of this table.")
                    )
                ),
            },
            ["type"] = "object",
            ["required"] = new JsonArray("namespace", "stream"),
            ["title"] = "Table",
        };
    }

    /// <summary>The body of the protocol's Spec response.</summary>
    public static JsonObject Response(string documentationUrl = DocumentationUrl) =>
        new()
        {
            ["protocol"] = Protocol,
            ["configSchema"] = ConfigSchema(),
            ["resourceConfigSchema"] = ResourceConfigSchema(),
            ["documentationUrl"] = documentationUrl,
            ["resourcePathPointers"] = new JsonArray([.. ResourcePathPointers.Select(p => (JsonNode?)JsonValue.Create(p))]),
        };

    private static JsonObject Credentials() =>
        new()
        {
            ["oneOf"] = new JsonArray(
                Credential(
                    "UserPassword",
                    "Password",
                    null,
                    [("password", Secret(Field("string", "Password", "The role's password.")))],
                    authTypeOrder: 0
                ),
                Credential(
                    "AWSIAM",
                    "AWS IAM",
                    "aws-config",
                    [
                        ("aws_region", Field("string", "Region", "Region of the database.")),
                        ("aws_role_arn", Field("string", "Role ARN", "Role that is taken on to reach the database.")),
                    ],
                    authTypeOrder: 0
                ),
                Credential(
                    "GCPIAM",
                    "Google Cloud IAM",
                    "gcp-config",
                    [
                        ("gcp_service_account_to_impersonate", Field("string", "Account", "E-mail of the account that is taken on.")),
                        (
                            "gcp_workload_identity_pool_audience",
                            Field("string", "Pool audience", "Audience of the workload identity pool, //iam.googleapis.com/projects/...")
                        ),
                    ],
                    authTypeOrder: 0
                ),
                Credential(
                    "AzureIAM",
                    "Azure IAM",
                    "azure-config",
                    [
                        ("azure_client_id", Field("string", "Client id", "Client id of the app registration.")),
                        ("azure_tenant_id", Field("string", "Tenant id", "Tenant of the app registration.")),
                    ],
                    authTypeOrder: 0
                )
            ),
            ["type"] = "object",
            ["title"] = "Credentials",
            ["default"] = new JsonObject { ["auth_type"] = "UserPassword" },
            ["discriminator"] = new JsonObject { ["propertyName"] = "auth_type" },
            ["order"] = 4,
            ["x-iam-auth"] = true,
            ["x-iam-azure-scope"] = "https://ossrdbms-aad.database.windows.net/.default",
        };

    private static JsonObject Credential(
        string authType,
        string title,
        string? id,
        (string Name, JsonObject Schema)[] fields,
        int authTypeOrder
    )
    {
        var properties = new JsonObject
        {
            ["auth_type"] = new JsonObject
            {
                ["type"] = "string",
                ["const"] = authType,
                ["default"] = authType,
                ["order"] = authTypeOrder,
            },
        };
        foreach (var (name, schema) in fields)
        {
            properties[name] = schema;
        }
        var credential = new JsonObject { ["$schema"] = Draft };
        if (id is not null)
        {
            credential["$id"] = "https://github.com/estuary/connectors/go/auth/iam/" + id;
        }
        credential["properties"] = properties;
        credential["type"] = "object";
        credential["required"] = new JsonArray([.. fields.Select(f => (JsonNode?)JsonValue.Create(f.Name))]);
        credential["title"] = title;
        return credential;
    }

    private static JsonObject Advanced()
    {
        var sslMode = Field(
            "string",
            "SSL mode",
            "How the connection is encrypted; not given, TLS where the server offers it and plain text where not."
        );
        sslMode["enum"] = new JsonArray("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
        var xid = Field("string", "Smallest transaction", "Backfill only rows written after this transaction id.");
        xid["pattern"] = "^[0-9]+$";
        var rediscovery = Field(
            "string",
            "Rediscovery interval",
            "How often a running capture looks for changed tables, at least 1m.",
            value: "15m"
        );
        rediscovery["pattern"] = "^[0-9]+(ms|s|m|h)$";
        var timeout = Field(
            "string",
            "Statement timeout",
            "Limit of a statement's time; empty means two minutes, 0 none.",
            value: "",
            nonsensitive: true
        );
        timeout["enum"] = new JsonArray("", "0", "30s", "1m", "2m", "5m", "30m");
        return Section(
            "Advanced",
            "Rarely needed.",
            advanced: true,
            ("publicationName", Field("string", "Publication", "Publication that is replicated.", value: "flow_publication")),
            (
                "slotName",
                Field(
                    "string",
                    "Replication slot",
                    "Slot that is replicated from; dropped and made again when the capture starts anew.",
                    value: "flow_slot"
                )
            ),
            (
                "watermarksTable",
                Field(
                    "string",
                    "Watermarks table",
                    "Table the capture writes its marks to, as schema.table.",
                    value: "public.flow_watermarks"
                )
            ),
            ("skip_backfills", Field("string", "Skip backfills", "Tables that are not backfilled: schema.table, separated by commas.")),
            ("backfill_chunk_size", Field("integer", "Backfill chunk", "Rows of one backfill query.", value: 50_000, nonsensitive: true)),
            ("sslmode", sslMode),
            ("discover_schemas", List("Discover schemas", "Show tables of these schemas only.")),
            ("min_backfill_xid", xid),
            (
                "read_only_capture",
                Field("boolean", "Read only", "Write no marks; then an idle publication stalls the capture.", nonsensitive: true)
            ),
            (
                "capture_as_partitions",
                Field(
                    "boolean",
                    "Partitions as tables",
                    "Capture each partition as a table of its own; the publication must not publish through the root.",
                    nonsensitive: true
                )
            ),
            (
                "discover_unpublished_tables",
                Field("boolean", "Unpublished tables too", "Show tables that are not in the publication too.", nonsensitive: true)
            ),
            ("source_tag", Field("string", "Source tag", "Written to each document as /_meta/source/tag.", nonsensitive: true)),
            ("rediscovery_interval", rediscovery),
            ("feature_flags", Field("string", "Feature flags", "Switches of the connector's makers.", nonsensitive: true)),
            ("statement_timeout", timeout),
            (
                "discover_only_published",
                new JsonObject
                {
                    ["type"] = "boolean",
                    ["nonsensitive"] = true,
                    ["x-hidden-field"] = true,
                }
            )
        );
    }

    private static JsonObject Tunnel()
    {
        var endpoint = Field("string", "SSH endpoint", "The server to go through: ssh://user@host[:port].");
        endpoint["pattern"] = "^ssh://.+@.+$";
        var key = Field("string", "Private key", "Private key for that server.");
        key["multiline"] = true;
        var tunnel = Section("SSH forwarding", null, advanced: false, ("sshEndpoint", endpoint), ("privateKey", Secret(key)));
        tunnel["required"] = new JsonArray("sshEndpoint", "privateKey");
        return tunnel;
    }

    private static JsonObject Section(string title, string? description, bool advanced, params (string Name, JsonObject Schema)[] fields)
    {
        var section = new JsonObject
        {
            ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Schema))),
            ["additionalProperties"] = false,
            ["type"] = "object",
            ["title"] = title,
        };
        if (description is not null)
        {
            section["description"] = description;
        }
        if (advanced)
        {
            section["advanced"] = true;
        }
        return section;
    }

    private static JsonObject List(string title, string description)
    {
        var list = Field("array", title, description, nonsensitive: true);
        list["items"] = new JsonObject { ["type"] = "string" };
        return list;
    }

    private static JsonObject Secret(JsonObject field)
    {
        field["secret"] = true;
        return field;
    }

    private static JsonObject Field(
        string type,
        string title,
        string description,
        int? order = null,
        JsonNode? value = null,
        bool nonsensitive = false
    )
    {
        var field = new JsonObject
        {
            ["type"] = type,
            ["title"] = title,
            ["description"] = description,
        };
        if (value is not null)
        {
            field["default"] = value;
        }
        if (nonsensitive)
        {
            field["nonsensitive"] = true;
        }
        if (order is { } position)
        {
            field["order"] = position;
        }
        return field;
    }
}
