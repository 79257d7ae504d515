namespace NeonFlow.Testing.Engine.Display;

/// <summary>What is known of one resource during an operation.</summary>
/// <remarks>In pulumi/pulumi: resourceRowData (pkg/backend/display/rows.go).</remarks>
internal sealed class ProgressRow(Urn urn, StepMetadata? step, bool hidden)
{
    private readonly List<StepMetadata> _outputs = [];

    public Urn Urn { get; set; } = urn;

    /// <summary>The step that runs or ran last; null before one is known.</summary>
    public StepMetadata? Step { get; set; } = step;

    /// <summary>Whether nobody needs to see it (yet).</summary>
    public bool Hidden { get; set; } = hidden;

    public bool HasFailed { get; set; }

    public StepOp Op => Step?.Op ?? StepOp.Same;

    public List<DiagnosticEvent> Diagnostics { get; } = [];

    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Ended { get; set; }

    public bool HasOutputs => _outputs.Any(o => o.Op == Op);

    public int Count(params DiagnosticSeverity[] severities) => Diagnostics.Count(d => !d.Ephemeral && severities.Contains(d.Severity));

    public void AddOutputs(StepMetadata step) => _outputs.Add(step);

    /// <summary>
    /// The step that tells best what changes: for the parts of a replacement the replacement, for an import what was read.
    /// </summary>
    public StepMetadata? Telling() =>
        Op switch
        {
            StepOp.CreateReplacement or StepOp.DeleteReplaced => _outputs.LastOrDefault(o => o.Op == StepOp.Replace) ?? Step,
            StepOp.Import or StepOp.ImportReplacement => _outputs.LastOrDefault(o => o.Op == Op) ?? Step,
            _ => Step,
        };

    /// <summary>The changes of the properties in one line: <c>diff: +added-deleted~changed</c>; empty when there are none.</summary>
    public string Changes(Ink ink)
    {
        if (Telling() is not { Old: { } old, New: { } @new } step)
        {
            return "";
        }

        ElementDiffs<string>? diff = null;
        if (step.Op != StepOp.Same)
        {
            diff = step.DetailedDiff is not null
                ? PropertyDiffs.FromDetailed(step, refresh: false)
                : PropertyDiffs.Compare(PropertyDiffs.Visible(old.Inputs), PropertyDiffs.Visible(@new.Inputs));
        }

        var told = diff is not null;
        diff ??= new();
        var updated = diff.Updates.Keys.ToHashSet(StringComparer.Ordinal);
        if (old.Provider != @new.Provider)
        {
            told = updated.Add("provider") || told;
        }

        if (old.Protect != @new.Protect)
        {
            told = updated.Add("protect") || told;
        }

        if (!told)
        {
            return "";
        }

        string Part(StepOp op, IEnumerable<string> keys)
        {
            var names = keys.Where(k => step.Diffs.Count == 0 || step.Diffs.Contains(k)).Order(StringComparer.Ordinal).ToList();
            return names.Count == 0 ? "" : ink.Step(op, op.Mark().Trim() + string.Join(',', names));
        }

        return "diff: " + Part(StepOp.Create, diff.Adds.Keys) + Part(StepOp.Delete, diff.Deletes.Keys) + Part(StepOp.Update, updated);
    }
}
