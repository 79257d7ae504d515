using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record OperationAnswer
{
    public required Operation Operation { get; init; }
}
