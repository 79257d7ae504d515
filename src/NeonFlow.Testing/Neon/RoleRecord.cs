namespace NeonFlow.Testing.Neon;

/// <summary>What Neon knows of a role besides what PostgreSQL knows.</summary>
internal sealed record RoleRecord(string Name, string? Password, bool NoLogin, DateTime CreatedAt, DateTime UpdatedAt)
{
    /// <summary>False until the operation that makes it in PostgreSQL is finished.</summary>
    internal bool Applied { get; init; }
}
