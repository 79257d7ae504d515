using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record DatabaseAnswer
{
    public required Database Database { get; init; }
}
