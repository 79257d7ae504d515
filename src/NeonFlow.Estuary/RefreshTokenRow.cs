namespace NeonFlow.Estuary;

/// <summary>A refresh token. A class, not a record, because its text must not show the secret.</summary>
internal sealed class RefreshTokenRow
{
    public string? Id { get; init; }

    public string? Secret { get; init; }
}
