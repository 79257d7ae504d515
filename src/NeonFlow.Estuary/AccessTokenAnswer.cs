namespace NeonFlow.Estuary;

/// <summary>An access token, and the next refresh token where the one that was sent is spent.</summary>
internal sealed class AccessTokenAnswer
{
    public required string AccessToken { get; init; }

    public RefreshTokenRow? RefreshToken { get; init; }
}
