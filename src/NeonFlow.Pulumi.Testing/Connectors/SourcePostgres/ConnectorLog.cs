using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;

internal enum LogLevel { Debug, Info, Warning, Error, Fatal }

/// <summary>Log lines as JSON objects: <c>level</c>, <c>msg</c>, <c>time</c> and the fields of the event, sorted by name.</summary>
internal sealed class ConnectorLog(TextWriter writer, LogLevel threshold)
{
    private readonly Lock _gate = new();

    public void Debug(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Debug, message, fields);

    public void Info(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Info, message, fields);

    public void Warning(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Warning, message, fields);

    public void Error(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => Write(LogLevel.Error, message, fields);

    /// <summary>How the log names a table: the name as given in the database, the table in the lower case of stream identifiers.</summary>
    public static (string Schema, string Table) Stream(string schema, string table) => (schema.ToLowerInvariant(), table.ToLowerInvariant());

    public void Report(ConnectorFault fault)
    {
        switch (fault.Form)
        {
            case FaultForm.User: Write(LogLevel.Fatal, fault.Message, ("source", null)); break;
            case FaultForm.Fatal: Write(LogLevel.Fatal, fault.Message, ("err", fault.Cause)); break;
            default: Text(fault.Message); break;
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
        if (level < threshold) { return; }
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
                    case null: json.WriteNull(name); break;
                    case (string schema, string table):
                        json.WriteStartObject(name);
                        json.WriteString("Schema", schema);
                        json.WriteString("Table", table);
                        json.WriteEndObject();
                        break;
                    case int number: json.WriteNumber(name, number); break;
                    default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
                }
            }
            json.WriteEndObject();
        }
        Text(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
