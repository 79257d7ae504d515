using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace NeonFlow.Testing.Estuary;

internal sealed record HttpCall(
    string Method,
    string Path,
    IReadOnlyDictionary<string, StringValues> Query,
    IHeaderDictionary Headers,
    string Body
)
{
    public string? QueryValue(string name) => Query.TryGetValue(name, out var v) ? v.FirstOrDefault() : null;

    public string? Header(string name) => Headers.TryGetValue(name, out var v) ? v.ToString() : null;

    public string? Bearer =>
        Header("Authorization") is { } a && a.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? a[7..].Trim() : null;
}
