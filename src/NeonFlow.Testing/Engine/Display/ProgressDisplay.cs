namespace NeonFlow.Testing.Engine.Display;

/// <summary>
/// The default display: a row per resource and status, then diagnostics, outputs and a summary. On a terminal the rows are a table
/// that is drawn over again, elsewhere a log.
/// </summary>
/// <remarks>In pulumi/pulumi: ProgressDisplay (pkg/backend/display/progress.go).</remarks>
public sealed partial class ProgressDisplay : IEngineDisplay, IDisposable
{
    private static readonly TimeSpan LogTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FrameTick = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly DisplayOptions _options;
    private readonly Ink _ink;
    private readonly List<ProgressRow> _rows = [];
    private readonly List<string> _systemMessages = [];
    private readonly HashSet<Urn> _unchanged = [];
    private readonly ProgressDots _dots;
    private readonly TerminalTable? _table;
    private readonly TextWriter _writer;
    private readonly DateTimeOffset _created;
    private ITimer? _timer;
    private Urn _stack;
    private SummaryEvent? _summary;
    private bool _started;
    private bool _done;
    private bool _anyFailed;
    private bool _changedSinceFrame;
    private long _drawnSecond = -1;

    /// <summary>A display that writes to <paramref name="output"/> what the real CLI writes to standard output.</summary>
    public ProgressDisplay(TextWriter output, DisplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _writer = output;
        _ink = new Ink(options.Color);
        _created = options.Time.GetUtcNow();
        _dots = new ProgressDots(output, _ink, $"@ {options.Headline.ToLowerInvariant()}...");
        _table = options.Interactive ? new TerminalTable(output, _ink) : null;
    }

    /// <inheritdoc/>
    public void On(EngineEvent engineEvent)
    {
        ArgumentNullException.ThrowIfNull(engineEvent);
        try
        {
            lock (_gate)
            {
                if (_done)
                {
                    return;
                }

                Start();
                Handle(engineEvent);
                _writer.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads any more (a closed pipe): an operation does not end because of that.
            _timer?.Dispose();
        }
    }

    /// <summary>Stops the ticks and gives the terminal's cursor back, also when the operation ended without a last event.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            if (!_done && _started)
            {
                _dots.End();
                _table?.Leave();
                _writer.Flush();
            }

            _done = true;
        }
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        _writer.Write(ClosingText.Headline(_options, _ink));
        _table?.Enter();
        var tick = _table is null ? LogTick : FrameTick;
        _timer = _options.Time.CreateTimer(_ => Tick(), null, tick, tick);
    }

    private void Tick()
    {
        try
        {
            lock (_gate)
            {
                if (_done)
                {
                    return;
                }

                if (_table is null)
                {
                    if (!_options.SuppressProgress)
                    {
                        _dots.Tick();
                    }
                }
                else if (_changedSinceFrame || Second != _drawnSecond)
                {
                    Draw(final: false);
                }

                _writer.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // As in On.
            _timer?.Dispose();
        }
    }

    private long Second => (long)(_options.Time.GetUtcNow() - _created).TotalSeconds;

    private void Handle(EngineEvent engineEvent)
    {
        if (StepWords.IsInternal(engineEvent))
        {
            return;
        }

        switch (engineEvent)
        {
            case PreludeEvent prelude when _table is null:
                Line(ClosingText.Config(prelude, _options));
                break;
            case PreludeEvent prelude when ClosingText.Config(prelude, _options) is { Length: > 0 } config:
                Handle(new DiagnosticEvent(default, "", config, DiagnosticSeverity.Info, 0, Ephemeral: false));
                break;
            case PreludeEvent:
                break;
            case SummaryEvent s:
                _summary = s;
                break;
            case StdoutEvent message:
                EnsureStackRow();
                _systemMessages.AddRange(GoText.Lines(message.Message));
                _changedSinceFrame = true;
                if (_table is null)
                {
                    Line(message.Message);
                }

                break;
            case EndEvent end:
                End(end.Succeeded);
                break;
            case DiagnosticEvent { Severity: DiagnosticSeverity.Debug } when !_options.Debug:
                break;
            case DiagnosticEvent diagnostic:
                HandleOf(RowEvent.Diagnostic, diagnostic.Urn, null, diagnostic);
                break;
            case ResourcePreEvent pre:
                HandleStep(RowEvent.Begin, pre.Metadata);
                break;
            case ResourceOutputsEvent outputs:
                HandleStep(RowEvent.Outputs, outputs.Metadata);
                break;
            case ResourceOperationFailedEvent failed:
                HandleStep(RowEvent.Failed, failed.Metadata);
                break;
        }
    }

    private enum RowEvent
    {
        Begin,
        Outputs,
        Failed,
        Diagnostic,
    }

    private void HandleStep(RowEvent kind, StepMetadata step)
    {
        if (!_options.ShowReads)
        {
            if (step.Op is StepOp.Discard or StepOp.ReadReplacement)
            {
                return;
            }

            if (step.Op == StepOp.Read)
            {
                // Reads are no changes; that one is under way is told beside the stack, because it may take long.
                var text = $"read {StepWords.TypeDisplayName(step.Urn.Type)} {step.Urn.Name}";
                Handle(new DiagnosticEvent(default, "", text, DiagnosticSeverity.Info, 0, Ephemeral: true));
                return;
            }
        }

        HandleOf(kind, step.Urn, step, null);
    }

    private void End(bool succeeded)
    {
        _timer?.Dispose();
        _timer = null;
        var running = _rows.Where(r => !IsDone(r)).ToList();
        _done = true;
        if (_table is null)
        {
            running.ForEach(Updated);
        }
        else
        {
            Draw(final: true);
        }

        Diagnostics();
        if (
            !_options.SuppressOutputs
            && !_stack.IsEmpty
            && Find(_stack)?.Step is { } step
            && ClosingText.Outputs(step, 1, _options.IsPreview, refresh: false, _options, _ink) is { Length: > 0 } outputs
        )
        {
            Line(_ink.Headline("Outputs:"));
            Line(outputs);
        }

        if (_summary is not null)
        {
            Line(ClosingText.Summary(_summary, _rows.Count(r => r.Count(DiagnosticSeverity.Error) > 0), _ink));
        }

        _dots.End();
        _writer.Write(ClosingText.Hint(_options, succeeded));
    }

    private void Diagnostics()
    {
        var headed = false;
        foreach (var row in _rows)
        {
            var named = false;
            foreach (var stream in row.Diagnostics.GroupBy(d => d.StreamId))
            {
                var wrote = false;

                // What a process wrote to one of its streams comes in pieces, which bring their own line ends, and is one text.
                IEnumerable<DiagnosticEvent> messages =
                    stream.Key == 0
                        ? stream
                        : [stream.First() with { Message = string.Concat(stream.Select(d => WithoutEngineLineEnd(d.Message))) + "\n" }];
                foreach (
                    var lines in messages.Where(m => !m.Ephemeral).Select(m => Painted(m)).Select(DiagnosticLines).Where(l => l.Count > 0)
                )
                {
                    if (!headed)
                    {
                        headed = true;
                        Line(_ink.Headline("Diagnostics:"));
                    }

                    if (!named)
                    {
                        named = true;
                        var columns = Columns(row);
                        Line("  " + _ink.Resource($"{columns[1]} ({columns[2]}):"));
                    }

                    foreach (var line in lines)
                    {
                        Line("    " + line);
                    }

                    wrote = true;
                }

                if (wrote)
                {
                    Line("");
                }
            }
        }
    }

    /// <summary>Spaces at the ends of lines are dropped, except of a message's very last line.</summary>
    private static IReadOnlyList<string> DiagnosticLines(string message)
    {
        var lines = GoText.Lines(message);
        var keepsEnd = lines.Count > 0 && message.EndsWith(lines[^1], StringComparison.Ordinal);
        return [.. lines.Select((l, i) => keepsEnd && i == lines.Count - 1 ? l : l.TrimEnd())];
    }

    private void Line(string text)
    {
        _dots.End();
        _writer.Write(text + "\n");
    }

    private void Draw(bool final)
    {
        _changedSinceFrame = false;
        _drawnSecond = Second;
        if (_rows.Count == 0 && !final)
        {
            return;
        }

        var lines = new List<string[]>
        {
            new[] { "", "Type", "Name", _options.IsPreview ? "Plan" : "Status", "Info" }.Select(_ink.ColumnHeader).ToArray(),
        };
        var children = _rows
            .Where(r => r.Urn != _stack)
            .ToLookup(r =>
                r.Step?.Res?.Parent is { IsEmpty: false } parent && Find(parent) is not null && parent != r.Urn ? parent : _stack
            );
        void Add(ProgressRow row, string before, string below)
        {
            var columns = Columns(row);
            columns[1] = before + columns[1];
            columns[3] += Ellipsis(row);
            lines.Add(columns);
            var shown = children[row.Urn].Where(IsNeeded).ToList();
            for (var i = 0; i < shown.Count; i++)
            {
                var last = i == shown.Count - 1;
                Add(shown[i], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
            }
        }

        bool IsNeeded(ProgressRow row) => !row.Hidden || children[row.Urn].Any(IsNeeded);
        if (Find(_stack) is { } root)
        {
            Add(root, "", "");
        }

        if (lines.Skip(1).All(l => l[4].Length == 0))
        {
            lines[0][4] = "";
        }

        _table!.Draw(lines, final ? [] : Footer(), _options.TerminalSize(), final);
    }

    private IReadOnlyList<string> Footer()
    {
        var footer = new List<string>();
        if (_unchanged.Count > 0 && !_options.ShowSames)
        {
            footer.AddRange(["", _ink.Headline("Resources:"), _ink.Faint($"    {_unchanged.Count} unchanged")]);
        }

        if (_systemMessages.Count > 0)
        {
            footer.AddRange(["", _ink.Attention("System Messages"), .. _systemMessages.Select(m => "  " + m)]);
        }

        return footer;
    }

    private string Ellipsis(ProgressRow row) =>
        IsDone(row) || (row.Op == StepOp.Same && row.Urn != _stack)
            ? ""
            : _ink.Step(ShownOp(row), new string('.', (int)(Second % 4)), running: true);
}
