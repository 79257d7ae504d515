using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed class RolesAnswer
{
    public IReadOnlyList<Role> Roles { get; init; } = [];
}
