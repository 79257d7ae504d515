using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed class UriAnswer
{
    [JsonConverter(typeof(NeonConnectionUriConverter))]
    public required NeonConnectionUri Uri { get; init; }
}
