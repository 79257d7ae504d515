namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>How far the capture of one binding is.</summary>
internal sealed class BindingState
{
    public const string Pending = "Pending",
        Backfill = "Backfill",
        Unfiltered = "UnfilteredBackfill",
        Keyless = "KeylessBackfill",
        Active = "Active",
        Ignore = "Ignore",
        Missing = "Missing";

    public string Mode { get; set; } = Pending;
    public IReadOnlyList<string>? KeyColumns { get; set; }
    public byte[]? Scanned { get; set; }
    public long Backfilled { get; set; }
    public bool Dirty { get; set; }

    public bool IsBackfilling => Mode is Backfill or Unfiltered or Keyless;
}
