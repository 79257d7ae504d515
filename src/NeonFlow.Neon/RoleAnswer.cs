namespace NeonFlow.Neon;

internal sealed class RoleAnswer
{
    public required NeonRole Role { get; init; }

    public IReadOnlyList<NeonOperation>? Operations { get; init; }
}
