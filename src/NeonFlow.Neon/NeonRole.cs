using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>A role of a branch. A class, not a record, because its text must not show the password.</summary>
public sealed class NeonRole
{
    /// <summary>Name, unique on the branch.</summary>
    [AllowNull]
    public string Name
    {
        get => field ?? "";
        init;
    }

    /// <summary>Password; only in answers of create and reset.</summary>
    public string? Password { get; init; }

    /// <summary>When it was made; RFC 3339.</summary>
    public string? CreatedAt { get; init; }
}
