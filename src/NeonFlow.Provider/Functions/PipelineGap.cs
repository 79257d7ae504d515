using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>What of a pipeline could not be looked at.</summary>
[ObjectType("neonflow:postgres:PipelineGap")]
public sealed record PipelineGap
{
    /// <summary>What.</summary>
    [Output]
    public required string What { get; init; }

    /// <summary>Why.</summary>
    [Output]
    public required string Because { get; init; }

    /// <summary>Codes of the rules that rest on it.</summary>
    [Output]
    public required IReadOnlyList<string> Codes { get; init; }

    internal static PipelineGap Of(NotJudged gap) =>
        new()
        {
            What = gap.What,
            Because = gap.Because,
            Codes = gap.Codes,
        };
}
