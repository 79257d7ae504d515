using NeonFlow.Postgres;

namespace NeonFlow.Provider.Preflight;

/// <summary>What a pipeline is called in its database; what is left open the database may tell.</summary>
internal sealed record PipelineNames
{
    /// <summary>Role that captures; null: not known.</summary>
    public string? User { get; init; }

    /// <summary>Publication; null: not known.</summary>
    public string? Publication { get; init; }

    /// <summary>Slot; null: not known.</summary>
    public string? Slot { get; init; }

    /// <summary>Watermarks table; null: not known, or none.</summary>
    public TableName? WatermarksTable { get; init; }

    /// <summary>Whether the capture writes no watermarks.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Tables; null: not known.</summary>
    public IReadOnlyList<TableName>? Tables { get; init; }

    /// <summary>Schemas whose tables are meant besides; null: none.</summary>
    public IReadOnlyList<string>? Schemas { get; init; }

    /// <summary>Whether the capture has streamed; null: not known.</summary>
    public bool? HasStreamed { get; init; }
}
