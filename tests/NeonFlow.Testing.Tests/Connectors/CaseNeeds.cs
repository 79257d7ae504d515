using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// What a recorded case needs around the connector: not all of it was recorded as a message, some of it only stands in the title, a note or
/// a result.
/// </summary>
internal sealed partial class CaseNeeds
{
    public required int Major { get; init; }

    /// <summary>Settings that the server was started with.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>A pooler stands at the address of port 6432.</summary>
    public bool Pooler { get; init; }

    /// <summary>The pooler ignores the startup parameters it does not know.</summary>
    public bool PoolerIgnores { get; init; }

    /// <summary>The server takes encrypted connections, with a certificate that it signed itself.</summary>
    public bool Tls { get; init; }

    /// <summary>Somebody else has a replication connection from the start.</summary>
    public bool WalSenderTaken { get; init; }

    /// <summary>Somebody's writing transaction is open from the start.</summary>
    public bool WriterOpen { get; init; }

    /// <summary>No checkpoint is acknowledged.</summary>
    public bool Unacknowledged { get; init; }

    /// <summary>Somebody writes to a table that is not published, from the start.</summary>
    public bool Written { get; init; }

    /// <summary>
    /// The publication leaves updates out, so that the watermark's own update passes no fence: a run whose fence lies behind a statement
    /// stands until the next published insert.
    /// </summary>
    public bool LeavesUpdatesOut { get; init; }

    public static CaseNeeds Of(JsonObject recorded)
    {
        var title = (string?)recorded["title"] ?? "";
        var messages = recorded["messages"]!.AsArray();
        var settings = NamedSettings().Matches(title).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        if (messages.Any(m => SeesLostSlot(m!.AsObject())))
        {
            settings.TryAdd("max_slot_wal_keep_size", "1MB");
        }
        return new CaseNeeds
        {
            Major = int.Parse(((string)recorded["postgres"]!).Split('.')[0], CultureInfo.InvariantCulture),
            Settings = settings,
            Pooler =
                title.Contains("pooler", StringComparison.Ordinal)
                && messages.Any(m => ((string?)Config(m!)?["address"])?.EndsWith(":6432", StringComparison.Ordinal) == true),
            PoolerIgnores = title.Contains("ignores", StringComparison.Ordinal),
            Tls =
                messages.Any(m => AnswersTwice(Text(m!.AsObject())))
                || (
                    messages
                        .Zip(messages.Skip(1))
                        .Any(p => Attempt().IsMatch(Text(p.First!.AsObject())) && Attempt().IsMatch(Text(p.Second!.AsObject())))
                    && !messages.Any(m => Text(m!.AsObject()).Contains("tls error", StringComparison.Ordinal))
                ),
            WalSenderTaken = title.Contains("taken by another replication connection", StringComparison.Ordinal),
            WriterOpen = messages.Any(m => (string?)m!["note"] == WriterCommitted),
            Unacknowledged = title.Contains("without acknowledging", StringComparison.Ordinal),
            Written = title.Contains("unpublished table is being written", StringComparison.Ordinal),
            LeavesUpdatesOut = messages.Any(m =>
                (string?)m!["sql"] is { } sql
                && Published().Match(sql) is { Success: true } published
                && !published.Groups[1].Value.Contains("update", StringComparison.Ordinal)
            ),
        };
    }

    private static string Text(JsonObject message) =>
        message.ContainsKey("log") ? (string)message["msg"]! + (string?)message["fields"]?["err"] : "";

    /// <summary>Whether the server answered both attempts of a client, the encrypted one too.</summary>
    private static bool AnswersTwice(string text) =>
        text.Split("\n\t").Skip(1).ToList() is [var first, var second, ..] && Attempt().IsMatch(first) && Attempt().IsMatch(second);

    [GeneratedRegex(@"\): (server error|failed SASL auth): ")]
    private static partial Regex Attempt();

    public const string WriterCommitted = "the writer committed";

    /// <summary>Whether a statement found that a slot had lost what it needs.</summary>
    public static bool SeesLostSlot(JsonObject message) =>
        message.ContainsKey("sql") && ((string?)message["result"])?.Split('|').Contains("lost") == true;

    private static JsonObject? Config(JsonNode message)
    {
        var request = (message["to"] as JsonObject)?.FirstOrDefault().Value;
        return (request?["config"] ?? request?["capture"]?["config"]) as JsonObject;
    }

    [GeneratedRegex(@"\bpublish\s*=\s*'([^']*)'")]
    private static partial Regex Published();

    [GeneratedRegex(@"\b(wal_level|max_wal_senders|max_replication_slots|max_slot_wal_keep_size) = (\w+)")]
    private static partial Regex NamedSettings();
}
