using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>A Neon project, as far as the pipeline looks at it.</summary>
public sealed record NeonProject
{
    /// <summary>Id: words and a number, no prefix.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }

    /// <summary>Settings as the server echoes them.</summary>
    public NeonProjectSettings? Settings { get; init; }
}
