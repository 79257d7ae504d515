using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Lines of the log, without what is never the same twice.</summary>
internal sealed partial class Replay
{
    private void CompareLogs(List<JsonObject> expected, List<(string Level, string Text)> actual)
    {
        var wanted = Sorted(expected.Select(m => Line((string)m["log"]!, (string)m["msg"]!, m["fields"] as JsonObject)));
        var found = Sorted(actual.Select(l => l.Level == "stderr" ? Line("stderr", l.Text, null) : FromJson(l.Text)));
        for (var i = 0; i < Math.Max(wanted.Count, found.Count); i++)
        {
            var (w, f) = (i < wanted.Count ? wanted[i] : "(nothing)", i < found.Count ? found[i] : "(nothing)");
            Require(w == f, $"log line {i}:\n  recorded: {w}\n  now:      {f}");
        }
    }

    private string FromJson(string line)
    {
        var log = JsonNode.Parse(line)!.AsObject();
        var (level, message) = ((string)log["level"]!, (string)log["msg"]!);
        foreach (var name in (string[])["level", "msg", "time"])
        {
            log.Remove(name);
        }
        return Line(level, message, log);
    }

    private string Line(string level, string message, JsonObject? fields)
    {
        var lines = message.Split("\n - ");
        // Of a list that is cut it is chance which tables stand in it.
        if (lines[^1].EndsWith(" errors omitted", StringComparison.Ordinal))
        {
            lines = [.. lines.Select(l => NamedTable().Replace(l, "table \"…\""))];
        }
        Array.Sort(lines, 1, lines.Length - 1, StringComparer.Ordinal);
        var printed = string.Join(
            " ",
            (fields ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value?.ToJsonString(Plain) ?? "null"}")
        );
        var text = $"{level}: {string.Join("\n - ", lines)} {printed}".Replace(_shop.Address, "127.0.0.1:5432", StringComparison.Ordinal);
        if (_pooler is not null)
        {
            text = text.Replace(_pooler.Address, "127.0.0.1:6432", StringComparison.Ordinal);
        }
        // The recorded text of an address that cannot be parsed holds the password, ours does not.
        return Masked(text.Replace("flow_capture:<password>@", "flow_capture:xxxxxx@", StringComparison.Ordinal));
    }

    /// <summary>Bindings are added and removed in no order.</summary>
    private static List<string> Sorted(IEnumerable<string> lines)
    {
        var sorted = lines.ToList();
        for (var i = 0; i < sorted.Count; )
        {
            var end = i;
            while (end < sorted.Count && sorted[end].StartsWith("info: binding ", StringComparison.Ordinal))
            {
                end++;
            }
            if (end > i)
            {
                sorted.Sort(i, end - i, StringComparer.Ordinal);
            }
            i = Math.Max(end, i + 1);
        }
        return sorted;
    }

    private static string Masked(string text, string? statement = null)
    {
        var masked = Keepalives()
            .Replace(
                Identifiers()
                    .Replace(
                        Resolvers().Replace(Pointers().Replace(Processes().Replace(Positions().Replace(text, "L/L"), "PID n"), "0x…"), ""),
                        "<uuid>"
                    ),
                "tcp_keepalives_…"
            );
        return statement?.Contains("xmin", StringComparison.Ordinal) == true ? Transactions().Replace(masked, "<xid>") : masked;
    }

    [GeneratedRegex("table \"[^\"]+\"")]
    private static partial Regex NamedTable();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Identifiers();

    [GeneratedRegex("tcp_keepalives_(idle|interval|count)")]
    private static partial Regex Keepalives();

    [GeneratedRegex(@"(?<=\|)\d{3,}$", RegexOptions.Multiline)]
    private static partial Regex Transactions();

    [GeneratedRegex(@"\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\b")]
    private static partial Regex Positions();

    [GeneratedRegex(@"^<(\d+) (.)>$")]
    private static partial Regex Repeated();

    [GeneratedRegex(@" on ([\d.]+|<resolver>):53")]
    private static partial Regex Resolvers();

    [GeneratedRegex(@"PID \d+")]
    private static partial Regex Processes();

    [GeneratedRegex(@"0x[0-9a-f…]+")]
    private static partial Regex Pointers();

    [GeneratedRegex("pg_(create|drop|terminate|switch|copy)")]
    private static partial Regex Changing();
}
