using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Endpoint of the Postgres connector. A class, not a record, because its text must not show the password.</summary>
public sealed class SourcePostgresEndpoint
{
    /// <summary>Watermarks table of a connector that is not told another one.</summary>
    public const string DefaultWatermarks = "public.flow_watermarks";

    /// <summary>Port of an address that names none.</summary>
    public const int DefaultPort = 5432;

    /// <summary><c>host:port</c>; the direct host.</summary>
    public required string Address { get; init; }

    /// <summary>Database.</summary>
    public required string Database { get; init; }

    /// <summary>Role.</summary>
    public required string User { get; init; }

    /// <summary>Password; null where it is not known yet.</summary>
    public string? Password { get; init; }

    /// <summary>Publication; always named, because the connector's own default is not the guide's.</summary>
    public required string PublicationName { get; init; }

    /// <summary>Slot; always named: one per capture.</summary>
    public required string SlotName { get; init; }

    /// <summary>Watermarks table as <c>schema.table</c>.</summary>
    public required string WatermarksTable { get; init; }

    /// <summary>libpq's <c>sslmode</c>.</summary>
    public required string SslMode { get; init; }

    /// <summary>Keep every change instead of the current state.</summary>
    public bool HistoryMode { get; init; }

    /// <summary>Write no watermarks.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The endpoint config, as the connector's schema wants it.</summary>
    public JsonObject ToConfig() =>
        new()
        {
            ["address"] = Address,
            ["user"] = User,
            ["database"] = Database,
            ["historyMode"] = HistoryMode,
            ["credentials"] = Password is null
                ? new JsonObject { ["auth_type"] = "UserPassword" }
                : new JsonObject { ["auth_type"] = "UserPassword", ["password"] = Password },
            ["advanced"] = Advanced(),
        };

    /// <summary>Reads what a live config says outside its secrets; the connector's defaults stand for what is absent.</summary>
    public static SourcePostgresEndpoint Read(JsonObject config)
    {
        var advanced = config.Object("advanced");
        return new()
        {
            Address = config.Text("address") ?? "",
            Database = config.Text("database") ?? "",
            User = config.Text("user") ?? "",
            HistoryMode = config.Flag("historyMode"),
            PublicationName = advanced.Text("publicationName") ?? "flow_publication",
            SlotName = advanced.Text("slotName") ?? "flow_slot",
            WatermarksTable = advanced.Text("watermarksTable") ?? DefaultWatermarks,
            SslMode = advanced.Text("sslmode") ?? "prefer",
            ReadOnly = advanced.Flag("read_only_capture"),
        };
    }

    private JsonObject Advanced()
    {
        var advanced = new JsonObject
        {
            ["publicationName"] = PublicationName,
            ["slotName"] = SlotName,
            ["watermarksTable"] = WatermarksTable,
            ["sslmode"] = SslMode,
        };
        if (ReadOnly)
        {
            advanced["read_only_capture"] = true;
        }

        return advanced;
    }
}
