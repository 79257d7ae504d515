namespace NeonFlow.Neon;

/// <summary>A role of a branch. A class, not a record, because its text must not show the password.</summary>
public sealed class NeonRole
{
    /// <summary>Name, unique on the branch.</summary>
    public required string Name { get; init; }

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }

    /// <summary>Password; only in answers of create and reset.</summary>
    public string? Password { get; init; }

    /// <summary>Whether Neon itself owns it.</summary>
    public bool Protected { get; init; }

    /// <summary>How it logs in; open list: <c>password, oauth, no_login</c>.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>When it was made; RFC 3339.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>When it last changed (a password reset moves it); RFC 3339.</summary>
    public string? UpdatedAt { get; init; }
}
