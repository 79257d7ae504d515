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

    private readonly Lock gate = new();
    private readonly DisplayOptions options;
    private readonly Ink ink;
    private readonly List<ProgressRow> rows = [];
    private readonly List<string> systemMessages = [];
    private readonly HashSet<Urn> unchanged = [];
    private readonly ProgressDots dots;
    private readonly TerminalTable? table;
    private readonly TextWriter writer;
    private readonly DateTimeOffset created;
    private ITimer? timer;
    private Urn stack;
    private SummaryEvent? summary;
    private bool started;
    private bool done;
    private bool anyFailed;
    private bool changedSinceFrame;
    private long drawnSecond = -1;

    /// <summary>A display that writes to <paramref name="output"/> what the real CLI writes to standard output.</summary>
    public ProgressDisplay(TextWriter output, DisplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        writer = output;
        ink = new Ink(options.Color);
        created = options.Time.GetUtcNow();
        dots = new ProgressDots(output, ink, $"@ {options.Headline.ToLowerInvariant()}...");
        table = options.Interactive ? new TerminalTable(output, ink) : null;
    }

    /// <inheritdoc/>
    public void On(EngineEvent engineEvent)
    {
        ArgumentNullException.ThrowIfNull(engineEvent);
        try
        {
            lock (gate)
            {
                if (done)
                {
                    return;
                }

                Start();
                Handle(engineEvent);
                writer.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads any more (a closed pipe): an operation does not end because of that.
            timer?.Dispose();
        }
    }

    /// <summary>Stops the ticks and gives the terminal's cursor back, also when the operation ended without a last event.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
            if (!done && started)
            {
                dots.End();
                table?.Leave();
                writer.Flush();
            }

            done = true;
        }
    }

    private void Start()
    {
        if (started)
        {
            return;
        }

        started = true;
        writer.Write(ClosingText.Headline(options, ink));
        table?.Enter();
        var tick = table is null ? LogTick : FrameTick;
        timer = options.Time.CreateTimer(_ => Tick(), null, tick, tick);
    }

    private void Tick()
    {
        try
        {
            lock (gate)
            {
                if (done)
                {
                    return;
                }

                if (table is null)
                {
                    if (!options.SuppressProgress)
                    {
                        dots.Tick();
                    }
                }
                else if (changedSinceFrame || Second != drawnSecond)
                {
                    Draw(final: false);
                }

                writer.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // As in On.
            timer?.Dispose();
        }
    }

    private long Second => (long)(options.Time.GetUtcNow() - created).TotalSeconds;

    private void Handle(EngineEvent engineEvent)
    {
        if (StepWords.IsInternal(engineEvent))
        {
            return;
        }

        switch (engineEvent)
        {
            case PreludeEvent prelude when table is null:
                Line(ClosingText.Config(prelude, options));
                break;
            case PreludeEvent prelude when ClosingText.Config(prelude, options) is { Length: > 0 } config:
                Handle(new DiagnosticEvent(default, "", config, DiagnosticSeverity.Info, 0, Ephemeral: false));
                break;
            case PreludeEvent:
                break;
            case SummaryEvent s:
                summary = s;
                break;
            case StdoutEvent message:
                EnsureStackRow();
                systemMessages.AddRange(GoText.Lines(message.Message));
                changedSinceFrame = true;
                if (table is null)
                {
                    Line(message.Message);
                }

                break;
            case EndEvent end:
                End(end.Succeeded);
                break;
            case DiagnosticEvent { Severity: DiagnosticSeverity.Debug } when !options.Debug:
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
        if (!options.ShowReads)
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
        timer?.Dispose();
        timer = null;
        var running = rows.Where(r => !IsDone(r)).ToList();
        done = true;
        if (table is null)
        {
            running.ForEach(Updated);
        }
        else
        {
            Draw(final: true);
        }

        Diagnostics();
        if (
            !options.SuppressOutputs
            && !stack.IsEmpty
            && Find(stack)?.Step is { } step
            && ClosingText.Outputs(step, 1, options.IsPreview, refresh: false, options, ink) is { Length: > 0 } outputs
        )
        {
            Line(ink.Headline("Outputs:"));
            Line(outputs);
        }

        if (summary is not null)
        {
            Line(ClosingText.Summary(summary, rows.Count(r => r.Count(DiagnosticSeverity.Error) > 0), ink));
        }

        dots.End();
        writer.Write(ClosingText.Hint(options, succeeded));
    }

    private void Diagnostics()
    {
        var headed = false;
        foreach (var row in rows)
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
                        Line(ink.Headline("Diagnostics:"));
                    }

                    if (!named)
                    {
                        named = true;
                        var columns = Columns(row);
                        Line("  " + ink.Resource($"{columns[1]} ({columns[2]}):"));
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
        dots.End();
        writer.Write(text + "\n");
    }

    private void Draw(bool final)
    {
        changedSinceFrame = false;
        drawnSecond = Second;
        if (rows.Count == 0 && !final)
        {
            return;
        }

        var lines = new List<string[]>
        {
            new[] { "", "Type", "Name", options.IsPreview ? "Plan" : "Status", "Info" }.Select(ink.ColumnHeader).ToArray(),
        };
        var children = rows.Where(r => r.Urn != stack)
            .ToLookup(r =>
                r.Step?.Res?.Parent is { IsEmpty: false } parent && Find(parent) is not null && parent != r.Urn ? parent : stack
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
        if (Find(stack) is { } root)
        {
            Add(root, "", "");
        }

        if (lines.Skip(1).All(l => l[4].Length == 0))
        {
            lines[0][4] = "";
        }

        table!.Draw(lines, final ? [] : Footer(), options.TerminalSize(), final);
    }

    private IReadOnlyList<string> Footer()
    {
        var footer = new List<string>();
        if (unchanged.Count > 0 && !options.ShowSames)
        {
            footer.AddRange(["", ink.Headline("Resources:"), ink.Faint($"    {unchanged.Count} unchanged")]);
        }

        if (systemMessages.Count > 0)
        {
            footer.AddRange(["", ink.Attention("System Messages"), .. systemMessages.Select(m => "  " + m)]);
        }

        return footer;
    }

    private string Ellipsis(ProgressRow row) =>
        IsDone(row) || (row.Op == StepOp.Same && row.Urn != stack)
            ? ""
            : ink.Step(ShownOp(row), new string('.', (int)(Second % 4)), running: true);
}
