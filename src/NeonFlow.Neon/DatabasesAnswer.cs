using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record DatabasesAnswer
{
    public IReadOnlyList<Database> Databases { get; init; } = [];
}
