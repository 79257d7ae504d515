using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Standard error: log lines, and plain text as the last words of a run that fails.</summary>
internal sealed class ConnectorLog(TextWriter writer, LogLevel threshold, LogFormat format = LogFormat.Json)
{
    private const int MessageWidth = 44;
    private readonly Lock _gate = new();
    private readonly long _started = Environment.TickCount64;

    public void Debug(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Debug, message, fields);

    public void Info(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Info, message, fields);

    public void Warning(string message, params ReadOnlySpan<(string Name, object? Value)> fields) =>
        Write(LogLevel.Warning, message, fields);

    public void Error(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Error, message, fields);

    /// <summary>How the log names a table: the name as given in the database, the table in the lower case of stream identifiers.</summary>
    public static (string Schema, string Table) Stream(string schema, string table) =>
        (schema.ToLowerInvariant(), table.ToLowerInvariant());

    public void Report(ConnectorFault fault)
    {
        switch (fault.Form)
        {
            case FaultForm.User:
                Write(LogLevel.Fatal, fault.Message, ("source", null));
                break;
            case FaultForm.Fatal:
                Write(LogLevel.Fatal, fault.Message, ("err", fault.Cause));
                break;
            default:
                Text(fault.Message);
                break;
        }
    }

    /// <summary>A line that is not JSON, as the connector's last words are.</summary>
    public void Text(string text)
    {
        lock (_gate)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }

    private void Write(LogLevel level, string message, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        if (level < threshold)
        {
            return;
        }
        if (format != LogFormat.Json)
        {
            Text(InWords(level, message, fields));
            return;
        }
        var all = new List<(string Name, object? Value)>(fields.Length + 3);
        all.AddRange(fields);
        all.Add(("level", level.ToString().ToLowerInvariant()));
        all.Add(("msg", message));
        all.Add(("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        all.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in all)
            {
                switch (value)
                {
                    case null:
                        json.WriteNull(name);
                        break;
                    case (string schema, string table):
                        json.WriteStartObject(name);
                        json.WriteString("Schema", schema);
                        json.WriteString("Table", table);
                        json.WriteEndObject();
                        break;
                    case int number:
                        json.WriteNumber(name, number);
                        break;
                    default:
                        json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                        break;
                }
            }
            json.WriteEndObject();
        }
        Text(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private string InWords(LogLevel level, string message, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var sorted = fields.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (format == LogFormat.Text)
        {
            var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return $"time={Word(time)} level={level.ToString().ToLowerInvariant()} "
                + $"msg={Word(message)}{string.Concat(sorted.Select(f => $" {f.Name}={Word(Printed(f.Value))}"))}";
        }
        var color = level switch
        {
            LogLevel.Debug => 37,
            LogLevel.Info => 36,
            LogLevel.Warning => 33,
            _ => 31,
        };
        var seconds = (Environment.TickCount64 - _started) / 1000;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"\x1b[{color}m{level.ToString().ToUpperInvariant()[..4]}\x1b[0m[{seconds:0000}] {message.PadRight(MessageWidth)} "
            )
            + string.Concat(
                sorted.Select(f => string.Create(CultureInfo.InvariantCulture, $" \x1b[{color}m{f.Name}\x1b[0m={Word(Printed(f.Value))}"))
            );
    }

    private static string Printed(object? value) =>
        value switch
        {
            null => "<nil>",
            (string schema, string table) => $"{schema}.{table}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Word(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or '@' or '^' or '+') ? text : Go.Quote(text);
}
