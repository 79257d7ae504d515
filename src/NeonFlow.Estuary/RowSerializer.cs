using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace NeonFlow.Estuary;

/// <summary>
/// PostgREST answers with a list of rows, or with one row where the server unwraps it. A list of rows is read from either, and a single
/// row is the first of a list.
/// </summary>
internal sealed class RowSerializer(JsonSerializerOptions options) : AnswerSerializer(options)
{
    protected override T? Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : default =>
        JsonNode.Parse(body) switch
        {
            JsonArray rows when type.Kind == JsonTypeInfoKind.Enumerable => rows.Deserialize(type),
            JsonArray { Count: 0 } => throw new JsonException("The answer has no row."),
            JsonArray rows => rows[0].Deserialize(type),
            { } row when type.Kind == JsonTypeInfoKind.Enumerable => new JsonArray(row).Deserialize(type),
            var row => row.Deserialize(type),
        };
}
