using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace NeonFlow.Testing.Neon;

/// <summary>A call as the handlers see it: decoded path segments below the base URL, query, body.</summary>
internal sealed record NeonRequest(string Method, string[] Path, IQueryCollection Query, string Body)
{
    internal JsonObject Json()
    {
        try
        {
            return JsonNode.Parse(Body.Length == 0 ? "{}" : Body) as JsonObject
                ?? throw new NeonRefusal(400, "request body must be a JSON object");
        }
        catch (JsonException)
        {
            throw new NeonRefusal(400, "request body is not valid JSON");
        }
    }
}
