using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>Reads an answer that has a JSON value on each line into the list of them.</summary>
internal sealed class LineSerializer(JsonSerializerOptions options) : IHttpContentSerializer
{
    private readonly SystemTextJsonContentSerializer _requests = new(options);

    public HttpContent ToHttpContent<T>(T item) => _requests.ToHttpContent(item);

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => _requests.GetFieldNameForProperty(propertyInfo);

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        // As one list; no line break stands within a value.
        var list = body.AsSpan().Trim(" \t\r\n"u8).ToArray();
        list.AsSpan().Replace((byte)'\n', (byte)',');
        return JsonSerializer.Deserialize([(byte)'[', .. list, (byte)']'], (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }
}
