using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>Id of a Neon branch, <c>br-…</c>.</summary>
public sealed record NeonBranchId : IParsable<NeonBranchId>
{
    private NeonBranchId(string value) => Value = value;

    /// <summary>The id as Neon writes it.</summary>
    public string Value { get; }

    /// <summary>The id of a branch that Neon showed, whatever it looks like.</summary>
    public static NeonBranchId Of(NeonBranch branch) => new(branch.Id);

    /// <inheritdoc/>
    public static NeonBranchId Parse(string s, IFormatProvider? provider = null) =>
        NeonNames.BranchIdProblem(s) is { } problem ? throw new FormatException(problem) : new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out NeonBranchId result)
    {
        result = s is not null && NeonNames.BranchIdProblem(s) is null ? new(s) : null;
        return result is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The calls of the API take text.</summary>
    [return: NotNullIfNotNull(nameof(id))]
    public static implicit operator string?(NeonBranchId? id) => id?.Value;
}
