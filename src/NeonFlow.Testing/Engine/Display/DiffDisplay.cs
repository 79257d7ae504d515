using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>The display of <c>--diff</c>: each step as it comes, with the changes of every property.</summary>
/// <remarks>In pulumi/pulumi: ShowDiffEvents (pkg/backend/display/diff.go).</remarks>
public sealed class DiffDisplay : IEngineDisplay, IDisposable
{
    private static readonly TimeSpan LogTick = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TerminalTick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextWriter _writer;
    private readonly TextWriter _errors;
    private readonly DisplayOptions _options;
    private readonly Ink _ink;
    private readonly ProgressDots _dots;
    private readonly Dictionary<Urn, StepMetadata> _seen = [];
    private ITimer? _timer;
    private int _failed;
    private bool _started;
    private bool _done;

    /// <summary>
    /// A display that writes steps to <paramref name="output"/> and diagnostics to <paramref name="errors"/>, as the real CLI does with its
    /// standard output and standard error. Default of <paramref name="errors"/>: the same as <paramref name="output"/>.
    /// </summary>
    public DiffDisplay(TextWriter output, DisplayOptions options, TextWriter? errors = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        _writer = output;
        _errors = errors ?? output;
        _options = options;
        _ink = new Ink(options.Color);
        _dots = new ProgressDots(output, _ink, $"@ {options.Headline.ToLowerInvariant()}...");
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

                if (!_started)
                {
                    _started = true;
                    _writer.Write(ClosingText.Headline(_options, _ink));
                    var tick = _options.Interactive ? TerminalTick : LogTick;
                    _timer = _options.SuppressProgress ? null : _options.Time.CreateTimer(_ => Tick(), null, tick, tick);
                }

                var text = StepWords.IsInternal(engineEvent) ? "" : Render(engineEvent);
                if (text.Length > 0)
                {
                    _dots.End();
                    var target = engineEvent is DiagnosticEvent ? _errors : _writer;
                    target.Write(text);
                    target.Flush();
                }

                if (engineEvent is EndEvent end)
                {
                    Stop();
                    _writer.Write(ClosingText.Hint(_options, end.Succeeded));
                    _writer.Flush();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads any more (a closed pipe): an operation does not end because of that.
            _timer?.Dispose();
        }
    }

    /// <summary>Stops the ticks, also when the operation ended without a last event.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Stop();
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _dots.End();
        _done = true;
    }

    private void Tick()
    {
        try
        {
            lock (_gate)
            {
                if (!_done)
                {
                    _dots.Tick();
                    _writer.Flush();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // As in On.
            _timer?.Dispose();
        }
    }

    private string Render(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case PreludeEvent prelude:
                return ClosingText.Config(prelude, _options);
            case StdoutEvent message:
                return message.Message;
            case DiagnosticEvent { Severity: DiagnosticSeverity.Debug } when !_options.Debug:
                return "";
            case DiagnosticEvent diagnostic:
                return _ink.Severity(diagnostic.Severity, diagnostic.Prefix) + diagnostic.Message;
            case ResourcePreEvent pre:
                _seen[pre.Metadata.Urn] = pre.Metadata;
                return pre.Metadata.Op is StepOp.Refresh or StepOp.Import || !IsShown(pre.Metadata)
                    ? ""
                    : Diff(pre.Metadata, refresh: false);
            case ResourceOutputsEvent outputs when IsShown(outputs.Metadata):
                return Outputs(outputs.Metadata, outputs.Planning);
            case ResourceOperationFailedEvent:
                _failed++;
                return "";
            case SummaryEvent summary:
                return ClosingText.Summary(summary, _failed, _ink);
            default:
                return "";
        }
    }

    private bool IsShown(StepMetadata step) => step.Urn.IsStack || StepWords.IsShown(step, _options, diffDisplay: true);

    private string Outputs(StepMetadata step, bool planning)
    {
        var refresh = _seen.TryGetValue(step.Urn, out var before) && before.Op == StepOp.Refresh;
        if (step.Op == StepOp.Import || (refresh && step.Op == StepOp.Update))
        {
            return Diff(step, refresh);
        }

        var indent = Indent(step);
        var outputs = ClosingText.Outputs(step, indent + 1, planning, refresh, _options, _ink);
        var text = new StringBuilder();

        // What is read before an update is announced only when it changed something.
        if (refresh && (step.Op != StepOp.Refresh || outputs.Length > 0 || step.Urn.IsStack))
        {
            text.Append(Header(step, indent));
        }

        if (!_options.SuppressOutputs && outputs.Length > 0)
        {
            text.Append(_ink.Step(step.Op, PropertyPrinter.Margin(indent + 1, step.Op, marked: false) + "--outputs:--"))
                .Append('\n')
                .Append(outputs);
        }

        return text.ToString();
    }

    private string Diff(StepMetadata step, bool refresh)
    {
        var indent = Indent(step);
        var text = new StringBuilder(Header(step, indent));
        if (step.Op == StepOp.Same)
        {
            return text.ToString();
        }

        var printer = new PropertyPrinter(text, _ink, indent + 1) { Op = step.Op, Truncate = _options.TruncateOutput };
        if (step.DetailedDiff is not null)
        {
            var hidden = new List<string>();
            if (PropertyDiffs.FromDetailed(step, refresh, hidden) is { } detailed)
            {
                printer.Hidden(hidden);
                printer.Diff(detailed);
            }
            else
            {
                (printer with { Op = StepOp.Same, Marked = true }).Object(PropertyDiffs.Visible(step.Old?.Inputs));
            }
        }
        else
        {
            Details(step, printer);
        }

        return text.ToString();
    }

    private static void Details(StepMetadata step, PropertyPrinter printer)
    {
        switch (step)
        {
            case { Old: null, New: { } @new }:
                printer.Object(PropertyDiffs.Visible(@new.Outputs.Count > 0 ? @new.Outputs : @new.Inputs));
                break;
            case { New: null, Old: { } old }:
                printer.Object(PropertyDiffs.Visible(old.Inputs));
                break;
            case { Old: { } before, New: { } after }:
                var compareOutputs = after.Outputs.Count > 0 && step.Op is not (StepOp.Import or StepOp.ImportReplacement);
                var hidden = new List<string>();
                bool Hide(IReadOnlyList<object> path)
                {
                    var hider = after.HideDiffs.FirstOrDefault(h => DiffPath.Contains(DiffPath.Parse(h), path));
                    if (hider is not null)
                    {
                        hidden.Add(hider);
                    }

                    return hider is not null;
                }

                var olds = PropertyDiffs.Visible(compareOutputs ? before.Outputs : before.Inputs);
                var news = PropertyDiffs.Visible(compareOutputs ? after.Outputs : after.Inputs);
                var diff = PropertyDiffs.Compare(olds, news, Hide);
                if (diff is null && hidden.Count == 0)
                {
                    (printer with { Op = StepOp.Same, Marked = true }).Object(news);
                    break;
                }

                printer.Hidden(hidden);
                printer.Diff(diff ?? new(), compareOutputs || step.Diffs.Count == 0 ? null : step.Diffs);
                break;
        }
    }

    /// <summary>How deep the resource lies under the parents that are shown.</summary>
    private int Indent(StepMetadata step)
    {
        var indent = 0;
        for (
            var parent = step.Res?.Parent ?? default;
            !parent.IsEmpty && _seen.TryGetValue(parent, out var above);
            parent = above.Res?.Parent ?? default
        )
        {
            if (IsShown(above))
            {
                indent++;
            }
        }

        return indent;
    }

    private string Header(StepMetadata step, int indent)
    {
        var text = new StringBuilder();
        var op = step.Op is StepOp.Create or StepOp.Delete or StepOp.DeleteReplaced or StepOp.Discard or StepOp.DiscardReplaced
            ? step.Op
            : StepOp.Same;
        var margin = PropertyPrinter.Margin(indent + 1, op, marked: false);
        var locked = step switch
        {
            { Old.Protect: true, New.Protect: false } => " 🔓",
            { Old.Protect: true } or { New.Protect: true } => " 🔒",
            _ => "",
        };
        text.Append(PropertyPrinter.Margin(indent, step.Op, marked: false))
            .Append(_ink.Step(step.Op, $"{step.Op.Mark()}{step.Type}: ({step.Op.Text()}{StepWords.RetainMark(step)}){locked}"))
            .Append('\n');
        if (step.Old is { Id.Length: > 0 })
        {
            text.Append(_ink.Step(op, $"{margin}[id={step.Old.Id}]")).Append('\n');
        }

        text.Append(_ink.Step(op, $"{margin}[urn={GoText.Escape(step.Urn.Text, quotes: false)}]")).Append('\n');
        if (step.Provider.Length == 0)
        {
            return text.ToString();
        }

        if (step is { Old: { } old, New: { } @new } && old.Provider != @new.Provider)
        {
            var (before, after) = (_ink.Step(StepOp.Delete, old.Provider), _ink.Step(StepOp.Create, Known(@new.Provider)));
            text.Append(margin)
                .Append(_ink.Step(StepOp.Update, "[provider: "))
                .Append(before)
                .Append(_ink.Step(StepOp.Update, " => "))
                .Append(after)
                .Append(_ink.Step(StepOp.Update, "]"))
                .Append('\n');
        }
        else if (ProviderReference.Parse(step.Provider) is not { Urn.Name: "default" })
        {
            text.Append(_ink.Step(op, $"{margin}[provider={step.Provider}]")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>An unknown id is written so, not as the marker that stands for it on the wire.</summary>
    private static string Known(string provider) =>
        ProviderReference.Parse(provider) is { Id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" or "" } reference
            ? $"{reference.Urn}::[unknown]"
            : provider;
}
