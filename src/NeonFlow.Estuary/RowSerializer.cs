using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>
/// PostgREST answers with a list of rows, or with one row where the server unwraps it. A list of rows is read from either, and a single
/// row is the first of a list.
/// </summary>
internal sealed class RowSerializer(JsonSerializerOptions options) : IHttpContentSerializer
{
    private readonly SystemTextJsonContentSerializer _requests = new(options);

    public HttpContent ToHttpContent<T>(T item) => _requests.ToHttpContent(item);

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => _requests.GetFieldNameForProperty(propertyInfo);

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        return JsonNode.Parse(body) switch
        {
            JsonArray rows when type.Kind == JsonTypeInfoKind.Enumerable => rows.Deserialize(type),
            JsonArray { Count: 0 } => throw new JsonException("The answer has no row."),
            JsonArray rows => rows[0].Deserialize(type),
            { } row when type.Kind == JsonTypeInfoKind.Enumerable => new JsonArray(row).Deserialize(type),
            var row => row.Deserialize(type),
        };
    }
}
