namespace NeonFlow.Neon;

internal sealed class RolesAnswer
{
    public IReadOnlyList<NeonRole> Roles { get; init; } = [];
}
