namespace NeonFlow.Estuary;

/// <summary>A message of a read: what there is to read, or a piece of it.</summary>
internal sealed record JournalChunk
{
    public const string Ok = "OK";
    public const string NotYetAvailable = "OFFSET_NOT_YET_AVAILABLE";
    public const string Suspended = "SUSPENDED";
    public const string NotFound = "JOURNAL_NOT_FOUND";

    /// <summary>How the read goes; default <c>OK</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Where the content begins, or where the read goes on: later than was asked for where something before it is gone.</summary>
    public long? Offset { get; init; }

    /// <summary>Bytes of the journal, not cut at documents.</summary>
    public byte[]? Content { get; init; }
}
