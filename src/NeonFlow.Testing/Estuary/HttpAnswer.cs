using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed record HttpAnswer(int Status, string? Body = null, string ContentType = "application/json; charset=utf-8")
{
    public Dictionary<string, string> Headers { get; } = [];

    public static HttpAnswer Json(int status, JsonNode? body) => new(status, body.Text());

    public static HttpAnswer Text(int status, string body) => new(status, body, "text/plain; charset=utf-8");

    public HttpAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}
