using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed class UriAnswer
{
    public required string Uri { get; init; }
}
