using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed class RoleAnswer
{
    public required Role Role { get; init; }

    public IReadOnlyList<Operation>? Operations { get; init; }
}
