using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>postgres.checkPipeline</c>.</summary>
[Nested<PipelineFinding>]
[Nested<PipelineGap>]
public sealed record CheckPipelineResult
{
    /// <summary>Whether nothing keeps the pipeline from running, as far as could be looked at: no finding is an <c>error</c>.</summary>
    [Output]
    public required bool Ok { get; init; }

    /// <summary>What was found, the gravest first.</summary>
    [Output]
    public required IReadOnlyList<PipelineFinding> Findings { get; init; }

    /// <summary>What could not be looked at, and which rules rest on it.</summary>
    [Output]
    public required IReadOnlyList<PipelineGap> NotChecked { get; init; }

    /// <summary>What nobody named and the database told, a line each, with why it is that.</summary>
    [Output]
    public required IReadOnlyList<string> Discovered { get; init; }

    /// <summary>Host that was looked at.</summary>
    [Output]
    public required string Host { get; init; }

    /// <summary>Database that was looked at.</summary>
    [Output]
    public required string Database { get; init; }

    /// <summary>Role that was judged; none where it is not known.</summary>
    [Output]
    public string? User { get; init; }

    /// <summary>Publication that was judged; none where it is not known.</summary>
    [Output]
    public string? PublicationName { get; init; }

    /// <summary>Slot that was judged; none where it is not known.</summary>
    [Output]
    public string? SlotName { get; init; }

    /// <summary>Watermarks table that was judged; none where it is not known, or the capture writes no watermarks.</summary>
    [Output]
    public string? WatermarksTable { get; init; }

    /// <summary>Tables that were judged, as <c>schema.table</c>.</summary>
    [Output]
    public required IReadOnlyList<string> Tables { get; init; }
}
