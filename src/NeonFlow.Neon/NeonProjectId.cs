using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>Id of a Neon project, such as <c>hidden-cell-763301</c>.</summary>
public sealed record NeonProjectId : IParsable<NeonProjectId>
{
    private NeonProjectId(string value) => Value = value;

    /// <summary>The id as Neon writes it.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public static NeonProjectId Parse(string s, IFormatProvider? provider = null) =>
        NeonNames.ProjectIdProblem(s) is { } problem ? throw new FormatException(problem) : new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out NeonProjectId result)
    {
        result = s is not null && NeonNames.ProjectIdProblem(s) is null ? new(s) : null;
        return result is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The calls of the API take text.</summary>
    [return: NotNullIfNotNull(nameof(id))]
    public static implicit operator string?(NeonProjectId? id) => id?.Value;
}
