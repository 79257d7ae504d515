using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Responses, one a line; numbers that are zero are left out as the protocol's JSON form does.</summary>
internal sealed class Responses(TextWriter writer)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public async Task WriteAsync(string kind, JsonNode body)
    {
        await WriteAsync(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName(kind);
                body.WriteTo(json);
                json.WriteEndObject();
            })
            .ConfigureAwait(false);
    }

    public Task CapturedAsync(int binding, Action<Utf8JsonWriter> document) =>
        WriteAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("captured");
            if (binding != 0)
            {
                json.WriteNumber("binding", binding);
            }
            json.WritePropertyName("doc");
            document(json);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private async Task WriteAsync(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (
            var json = new Utf8JsonWriter(
                _buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
            )
        )
        {
            write(json);
        }
        await writer.WriteLineAsync(Encoding.UTF8.GetString(_buffer.WrittenSpan)).ConfigureAwait(false);
        await writer.FlushAsync().ConfigureAwait(false);
    }
}
