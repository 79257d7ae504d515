using System.Globalization;
using System.Text.RegularExpressions;
using NeonFlow.Provider.Tests.Core;

namespace NeonFlow.Provider.Tests.Preflight;

internal sealed partial class Stage
{
    /// <summary>Does what a fix says: runs its SQL as it stands, and sets the inputs that it names.</summary>
    public async Task ApplyAsync(string fix)
    {
        PrintedCode.FixCompiles(fix);
        var lines = fix.Split('\n');
        var isCode = Input().IsMatch(lines[0]);
        if (!isCode && lines.Any(static l => !l.StartsWith("--", StringComparison.Ordinal)))
        {
            await Server.ExecuteAsync(fix, Name);
        }

        foreach (var line in lines)
        {
            var match = Input().Match(line);
            if (match.Success && (isCode || match.Groups["comment"].Success))
            {
                SetInput(match.Groups["name"].Value, match.Groups["value"].Value);
            }
        }

        if (fix.Contains("-- and restart the server", StringComparison.Ordinal))
        {
            // A server that stops waits for whoever streams from it.
            await StopAsync();
            foreach (var other in _others.OfType<Stage>())
            {
                await other.StopAsync();
            }

            await Server.RestartAsync();
        }
    }

    private void SetInput(string name, string value)
    {
        var text = value.Trim('"');
        switch (name)
        {
            case "PublicationName":
                Advanced["publicationName"] = text;
                break;
            case "SlotName":
                Advanced["slotName"] = text;
                break;
            case "Address" when text == "...":
                Move(Primary!);
                break;
            case "Address":
                Config["address"] = text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:{Server.Port}";
                break;
            case "Entries":
                Addresses = Addresses! with { Now = new() { Ips = [.. Quoted().Matches(value).Select(static m => m.Groups[1].Value)] } };
                Move(Server);
                break;
            case "Backfill":
                _raised.Clear();
                foreach (Match counter in Counter().Matches(value))
                {
                    _raised.Add(counter.Groups[1].Value);
                    _counters[counter.Groups[1].Value] = int.Parse(counter.Groups[2].Value, CultureInfo.InvariantCulture);
                }

                break;
            case "Modes":
                Mode = Quoted().Matches(value)[^1].Groups[1].Value;
                break;
            case "Reset" when text == "true":
                foreach (var table in Bound.Where(t => _raised.Contains(t) || _raised.Contains("*")))
                {
                    _established.Remove(table);
                    _rows.Remove(table);
                }

                break;
            case "ReadOnly" when text == "false":
                Advanced.Remove("read_only_capture");
                break;
            case "Tables":
                Tables = [.. Quoted().Matches(value).Select(static m => m.Groups[1].Value)];
                break;
            default:
                throw new InvalidOperationException($"the fix names {name}, which no test knows");
        }
    }
}
