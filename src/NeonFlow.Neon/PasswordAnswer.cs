namespace NeonFlow.Neon;

internal sealed class PasswordAnswer
{
    public required string Password { get; init; }
}
