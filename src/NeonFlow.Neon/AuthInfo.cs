namespace NeonFlow.Neon;

/// <summary>Whose key it is.</summary>
public sealed record AuthInfo
{
    /// <summary>Account or organization.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Kind of credential; open list.</summary>
    public string AuthMethod { get; init; } = "";
}
