using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NeonFlow.Estuary;

/// <summary>Reads an answer that has a JSON value on each line into the list of them.</summary>
internal sealed class LineSerializer(JsonSerializerOptions options) : AnswerSerializer(options)
{
    protected override T? Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : default
    {
        // As one list; no line break stands within a value.
        var list = body.AsSpan().Trim(" \t\r\n"u8).ToArray();
        list.AsSpan().Replace((byte)'\n', (byte)',');
        return JsonSerializer.Deserialize([(byte)'[', .. list, (byte)']'], type);
    }
}
