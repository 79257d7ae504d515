using System.Globalization;

namespace NeonFlow.Testing.Engine.Display;

// The rows of the resources: which there are, and what each says.
public sealed partial class ProgressDisplay
{
    private void HandleOf(RowEvent kind, Urn urn, StepMetadata? step, DiagnosticEvent? diagnostic)
    {
        var target = urn.IsEmpty ? _stack : urn;

        // Asked before the row is made: the stack's first own event is not yet one of the known stack, and a "same" stack stays hidden.
        var isStack = target == _stack;
        var row = RowOf(target, step);
        if (step is null || isStack || StepWords.IsShown(step, _options, diffDisplay: false))
        {
            row.Hidden = false;
        }

        switch (kind)
        {
            case RowEvent.Begin:
                row.Started = _options.Time.GetUtcNow();
                row.Ended = null;
                row.Step = step;
                break;
            case RowEvent.Outputs:
                var wasRefresh = ShownOp(row) == StepOp.Refresh;
                row.Ended = _options.Time.GetUtcNow();
                row.Step = step;
                row.AddOutputs(step!);
                if (step!.Op == StepOp.Same)
                {
                    _unchanged.Add(step.Urn);
                }

                // A log would only repeat the row: a preview has no outcome, and of a component or an unchanged resource nothing is new.
                var tells = wasRefresh || (!_options.IsPreview && (step.Res is null || (step.Res.Custom && step.Op != StepOp.Same)));
                if (_table is null && !tells)
                {
                    return;
                }

                break;
            case RowEvent.Failed:
                _anyFailed = true;
                row.HasFailed = true;
                break;
            case RowEvent.Diagnostic:
                row.Diagnostics.Add(diagnostic!);
                break;
        }

        Updated(row);
    }

    private ProgressRow? Find(Urn urn) => _rows.Find(r => r.Urn == urn);

    private ProgressRow RowOf(Urn urn, StepMetadata? step)
    {
        if (Find(urn) is { } known)
        {
            EnsureParentRow(step);
            return known;
        }

        if (urn.IsStack)
        {
            _stack = urn;
            if (Find(default) is { } unnamed)
            {
                unnamed.Urn = urn;
                unnamed.Step = step;
                return unnamed;
            }
        }

        var row = new ProgressRow(urn, step, hidden: true);
        _rows.Add(row);
        EnsureParentRow(step);
        EnsureStackRow();
        return row;
    }

    /// <summary>A child may be heard of before its parent (deletes, reads before an update); the parent's row waits hidden.</summary>
    private void EnsureParentRow(StepMetadata? step)
    {
        if (step?.Res is not { Parent: { IsEmpty: false } parent } || parent == _stack || Find(parent) is not null)
        {
            return;
        }

        if (_table is not null && parent.IsStack)
        {
            // In a tree a second row of the stack would stand between it and its resources.
            EnsureStackRow();
            RowOf(parent, null);
            return;
        }

        _rows.Add(new ProgressRow(parent, null, hidden: true));
        EnsureStackRow();
    }

    private void EnsureStackRow()
    {
        if (Find(_stack) is null)
        {
            _rows.Add(new ProgressRow(_stack, null, hidden: false));
        }
    }

    private void Updated(ProgressRow row)
    {
        _changedSinceFrame = true;
        if (_table is null && !row.Hidden)
        {
            Line(string.Concat(Columns(row).Select(c => " " + c)));
        }
    }

    /// <summary>The message as its sender wrote it: the line end is the engine's, spaces before it are not.</summary>
    private string Painted(DiagnosticEvent diagnostic) =>
        _ink.Severity(diagnostic.Severity, diagnostic.Prefix) + WithoutEngineLineEnd(diagnostic.Message);

    private static string WithoutEngineLineEnd(string message) => message.EndsWith('\n') ? message[..^1] : message;

    private bool IsDone(ProgressRow row) => row.HasFailed || _done || (!(row.Step is not null && row.Urn.IsStack) && row.HasOutputs);

    /// <summary>A table shows the parts of a replacement as one thing, before and after it; a log tells every part.</summary>
    private StepOp ShownOp(ProgressRow row) =>
        _table is not null
        && !_anyFailed
        && (_options.IsPreview || _done)
        && row.Op is StepOp.CreateReplacement or StepOp.DeleteReplaced or StepOp.DiscardReplaced
            ? StepOp.Replace
            : row.Op;

    private string[] Columns(ProgressRow row)
    {
        var urn = row.Urn.IsEmpty
            ? Urn.Create(_options.Stack, _options.Project, "", Urn.StackType, $"{_options.Project}-{_options.Stack}")
            : row.Urn;
        var finished = IsDone(row);
        return
        [
            _ink.Step(ShownOp(row), ShownOp(row).Mark(), running: !finished),
            StepWords.TypeDisplayName(urn.Type),
            GoText.Escape(urn.Name, quotes: false),
            Status(row, finished),
            Info(row),
        ];
    }

    private string Status(ProgressRow row, bool finished)
    {
        var op = ShownOp(row);
        var retain = row.Step is null ? "" : StepWords.RetainMark(row.Step);
        var failed = row.HasFailed || row.Count(DiagnosticSeverity.Error) > 0;
        if (
            !failed
            && _done
            && row.Step?.Res is { Custom: true }
            && op is not (StepOp.Same or StepOp.RemovePendingReplace)
            && !row.HasOutputs
        )
        {
            return _ink.Attention(op.Running() + " (interrupted)") + retain;
        }

        if (!finished)
        {
            if (op == StepOp.Same && row.Step is not null && row.Urn.IsStack)
            {
                return _ink.Step(op, "running", running: true);
            }

            var running = _options.IsPreview ? row.Op.Planned() : op.Running();
            if (!_options.IsPreview && op != StepOp.Same && row.Started is { } start)
            {
                running += $" ({(long)(_options.Time.GetUtcNow() - start).TotalSeconds}s)";
            }

            return _ink.Step(op, running, running: true) + retain;
        }

        if (_options.IsPreview)
        {
            return _ink.Step(op, row.Op.PlannedDone()) + retain;
        }

        var text = failed ? op.Failed() : op.Done();
        if (op != StepOp.Same && row is { Started: { } from, Ended: { } to })
        {
            var seconds = (to - from).TotalSeconds;
            text += seconds < 1 ? string.Create(CultureInfo.InvariantCulture, $" ({seconds:F2}s)") : $" ({(long)seconds}s)";
        }

        return (failed ? _ink.Error($"**{text}**") : _ink.Step(op, text)) + retain;
    }

    private string Info(ProgressRow row)
    {
        var parts = new List<string>();
        if (row.Changes(_ink) is { Length: > 0 } changes)
        {
            parts.Add($"[{changes}]");
        }

        if (_done)
        {
            Counted(row.Count(DiagnosticSeverity.Error), "error", _ink.Error);
            Counted(row.Count(DiagnosticSeverity.Warning), "warning", _ink.Attention);
            Counted(row.Count(DiagnosticSeverity.Info, DiagnosticSeverity.InfoError), "message", _ink.Info);
            Counted(row.Count(DiagnosticSeverity.Debug), "debug", static t => t);
        }
        else if (
            (
                _table is null
                    ? row.Diagnostics.LastOrDefault()
                    : row.Diagnostics.FindLast(d => d.Severity == DiagnosticSeverity.Error) ?? row.Diagnostics.LastOrDefault()
            )
                is { } last
            && Painted(last) is { Length: > 0 } message
        )
        {
            // A log shows what came last; a table keeps an error in sight.
            parts.Add(message);
        }

        var text = string.Join("; ", parts);
        return text.IndexOf('\n') is var end and >= 0 ? text[..end] : text;

        void Counted(int count, string word, Func<string, string> paint)
        {
            if (count > 0)
            {
                parts.Add($"{count} {paint(GoText.Plural(count, word))}");
            }
        }
    }
}
