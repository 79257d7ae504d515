using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Testing.Neon;

// What goes over HTTP, in our own words: sharing the client's types would hide a mistake made in both.

internal static class NeonJson
{
    internal static JsonSerializerOptions Options { get; } =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
