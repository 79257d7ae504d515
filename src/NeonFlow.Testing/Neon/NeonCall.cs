using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Neon;

/// <summary>One call that the local Neon received. Its text form holds no secret; the bodies as sent may.</summary>
/// <param name="Method">GET, POST, PATCH or DELETE.</param>
/// <param name="Path">Path below the base URL, still percent-encoded, without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Status">Status of the answer; 0 where the connection was cut before it.</param>
/// <param name="RequestBody">The request's body as it came; empty where there was none.</param>
/// <param name="ResponseBody">The answer's body as it went (or would have gone); may hold passwords.</param>
/// <param name="RequestId">The id that errors carry.</param>
public sealed partial record NeonCall(
    string Method,
    string Path,
    string Query,
    int Status,
    string RequestBody,
    string ResponseBody,
    string RequestId
)
{
    /// <summary>The request's body with passwords blotted out.</summary>
    public string RedactedRequestBody => Redact(RequestBody);

    /// <summary>The answer's body with passwords blotted out.</summary>
    public string RedactedResponseBody => Redact(ResponseBody);

    /// <summary>Method, path, query and status.</summary>
    public override string ToString() => $"{Method} {Path}{Query} -> {Status}";

    private static string Redact(string body)
    {
        try
        {
            var node = body.Length == 0 ? null : JsonNode.Parse(body);
            Blot(node);
            return node?.ToJsonString() ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static void Blot(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array)
            {
                Blot(element);
            }
        }
        if (node is not JsonObject fields)
        {
            return;
        }
        foreach (var (name, value) in fields.ToList())
        {
            if (name == "password")
            {
                fields[name] = "***";
            }
            else if (value is JsonValue text && text.TryGetValue<string>(out var written))
            {
                fields[name] = UriPassword().Replace(written, "$1***@");
            }
            else
            {
                Blot(value);
            }
        }
    }

    [GeneratedRegex("(://[^:/@]+:)[^@]*@")]
    private static partial Regex UriPassword();
}
