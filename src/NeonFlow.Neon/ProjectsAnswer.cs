using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record ProjectsAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonProject> Projects
    {
        get => field ?? [];
        init;
    }

    public Pagination? Pagination { get; init; }
}
