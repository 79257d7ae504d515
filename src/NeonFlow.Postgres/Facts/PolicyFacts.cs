namespace NeonFlow.Postgres.Facts;

/// <summary>A policy of row level security.</summary>
/// <param name="Name">Name.</param>
/// <param name="IsPermissive">Permissive, or restrictive.</param>
/// <param name="Condition">Its USING condition as the server renders it; <c>true</c> lets every row through.</param>
public sealed record PolicyFacts(string Name, bool IsPermissive, string Condition)
{
    /// <summary>Whether it lets every row through.</summary>
    public bool ShowsAll => Condition == "true";
}
