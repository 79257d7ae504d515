using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>The verdict on a capture: all findings at once.</summary>
/// <param name="Failures">Why the pipeline would not run or would lose rows.</param>
/// <param name="Warnings">What people should know.</param>
public sealed record PreflightVerdict(IReadOnlyList<Diagnostic> Failures, IReadOnlyList<Diagnostic> Warnings)
{
    /// <summary>What a healthy pipeline costs.</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>Everything, the gravest first.</summary>
    public IEnumerable<Diagnostic> All => [.. Failures, .. Warnings, .. Notes];

    /// <summary>Whether the pipeline would run.</summary>
    public bool Passes => Failures.Count == 0;

    /// <summary>Failures that neither a backfill nor another publish heals.</summary>
    public IEnumerable<Diagnostic> Faults =>
        Failures.Where(f => f.Code != PreflightDiagnostics.CollectionKey && Losses.All(l => l.Code != f.Code.Id));

    /// <summary>Changes that are lost, seen now or earlier, until their tables are captured again.</summary>
    public IReadOnlyList<CaptureLoss> Losses { get; init; } = [];

    /// <summary>Those of them for which up captures tables again by itself.</summary>
    public IReadOnlyList<CaptureLoss> Healed { get; init; } = [];

    /// <summary>The bound tables as they stand; a table that does not exist, or could not be looked at, is not in it.</summary>
    public IReadOnlyDictionary<TableName, CapturedTable> Tables { get; init; } = new Dictionary<TableName, CapturedTable>();

    /// <summary>Whether there was a slot of that name; null where nobody could look.</summary>
    public bool? HasSlot { get; init; }

    /// <summary>The address list that the capture gets in by; null: none, or not known.</summary>
    internal AddressList? Addresses { get; init; }

    /// <summary>What could not be judged and why, in one line; null where everything could.</summary>
    public string? NotJudged { get; init; }

    /// <summary>
    /// Rows of each bound table by the planner's estimate; a table that was never counted, or could not be looked at, is not in it.
    /// </summary>
    public IReadOnlyDictionary<TableName, long> EstimatedRows { get; init; } = new Dictionary<TableName, long>();
}
