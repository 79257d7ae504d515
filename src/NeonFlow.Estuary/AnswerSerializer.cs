using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>Writes requests as JSON, and reads answers that are not plain JSON of their type.</summary>
internal abstract class AnswerSerializer(JsonSerializerOptions options) : IHttpContentSerializer
{
    private readonly SystemTextJsonContentSerializer _requests = new(options);

    public HttpContent ToHttpContent<T>(T item) => _requests.ToHttpContent(item);

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => _requests.GetFieldNameForProperty(propertyInfo);

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default) =>
        Read(await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));

    /// <summary>Reads an answer.</summary>
    protected abstract T? Read<T>(byte[] body, JsonTypeInfo<T> type);
}
