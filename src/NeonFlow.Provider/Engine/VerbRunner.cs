using System.Collections.Concurrent;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

/// <summary>Runs verbs with context and time limit, and turns what they throw into failures of the call.</summary>
/// <param name="log">The engine's log.</param>
internal sealed class VerbRunner(IEngineLog log)
{
    // The longest that a timer can wait is 49 days; a program may say more.
    private const double LongestTimeout = 4e6;

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Stands before every message of this process.</summary>
    public Redactor Redactor { get; } = new();

    /// <summary>Whether the program makes the provider, so that the stack's configuration is not its own.</summary>
    public bool IsExplicit { get; set; }

    /// <summary>Instance of the provider, for the marks of what is made; empty before Configure.</summary>
    public string Instance { get; set; } = "";

    /// <summary>Whether what could not be looked at is an error.</summary>
    public bool IsStrict { get; set; }

    /// <summary>Why a state was kept as it was saved, by URN: under <see cref="IsStrict"/> its Diff fails.</summary>
    public ConcurrentDictionary<string, string> Unseen { get; } = new(StringComparer.Ordinal);

    /// <summary>What is known of the program.</summary>
    public required Func<ProgramRecorder> Program { get; init; }

    /// <summary>Warnings that were printed in this operation: what a Read has found is found again by the preview of the repair.</summary>
    public ConcurrentDictionary<(string Urn, string Text), byte> Warnings { get; } = new();

    /// <summary>Fires when every wait is to stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Stops every wait at once; verbs roll back and say what exists.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>A text as people get to see it.</summary>
    /// <param name="target">Whose text it is.</param>
    /// <param name="text">Text.</param>
    /// <param name="maps">Values whose secrets it may hold.</param>
    public string Show(Target target, string text, params IReadOnlyList<PropertyValue.Map> maps) =>
        Redactor.Redact(ProgramWords.Of(target, IsExplicit ? SettingFixes.ForExplicit(text) : text), maps);

    public async Task<TResult> RunAsync<TResult>(VerbCall call, Func<OperationContext, Task<TResult>> verb)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (call.Timeout > 0)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(Math.Min(call.Timeout, LongestTimeout)));
        }
        var sink = new OperationSink(this, log, call);
        var program = Program();
        var marks = new MarkKeeper(call.Target.Urn, Instance, call.Mark, program);
        var context = new OperationContext(call.Target.Urn, call.Target.Name, call.IsPreview, marks, program, sink, limit.Token);
        OperationProgress.Instance.Begin(context.Status, call.IsChange);
        try
        {
            return await verb(context).ConfigureAwait(false);
        }
        catch (CallFailedException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw Failure(e, sink, marks.Own, call, limit.Token);
        }
        finally
        {
            await sink.FinishAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What an exception means to the user.</summary>
    public IReadOnlyList<Diagnostic> Diagnose(Exception exception, double timeoutSeconds, CancellationToken limit)
    {
        var diagnostics = Reasons(exception, timeoutSeconds, limit);
        // A call that is broken off may fail as one to a server that does not answer; why it did is known.
        return
            _stop.IsCancellationRequested
            && (
                exception is OperationCanceledException
                || diagnostics.All(static d => d.Kind is FailureKind.Unreachable or FailureKind.Unavailable)
            )
            ? [new(CoreDiagnostics.Cancelled, "", "the operation was cancelled before it was finished.") { Kind = FailureKind.Failed }]
            : diagnostics;
    }

    private CallFailedException Failure(Exception exception, OperationSink sink, OwnershipMark mark, VerbCall call, CancellationToken limit)
    {
        var diagnostics = Diagnose(exception, call.Timeout, limit);
        if (diagnostics is [{ Code: var code }] && code == CoreDiagnostics.Unexpected && call.Recheck?.Invoke() is { Count: > 0 } found)
        {
            diagnostics = found;
        }
        var text =
            exception is DiagnosticException known && ReferenceEquals(known.Diagnostics, diagnostics)
                ? known.Text
                : string.Join("\n", diagnostics.Select(static d => d.Located));
        var message = ShownText.Cut(Show(call.Target, text, call.Maps));
        var partial = sink.Kept is { } kept
            ? new PartialState(kept.Id, StateMark.Add(StateMaps.Outputs(kept.Shape, kept.State, call.Inputs), mark), call.Inputs, [message])
            : null;
        return new(Status(diagnostics), message, partial);
    }

    private static IReadOnlyList<Diagnostic> Reasons(Exception exception, double timeoutSeconds, CancellationToken limit)
    {
        switch (exception)
        {
            case DiagnosticException known:
                return known.Diagnostics;
            case OperationCanceledException when limit.IsCancellationRequested:
                return
                [
                    new(CoreDiagnostics.Cancelled, "", $"the operation did not finish within its time limit of {timeoutSeconds:0} s.")
                    {
                        Kind = FailureKind.Unavailable,
                        Fix =
                            "new CustomResourceOptions { CustomTimeouts = new CustomTimeouts { Create = TimeSpan.FromMinutes(20), "
                            + "Update = TimeSpan.FromMinutes(20), Delete = TimeSpan.FromMinutes(20) } }",
                    },
                ];
        }
        return UpstreamFailures.Read(exception) is { } read
            ? [read]
            :
            [
                new(CoreDiagnostics.Unexpected, "", $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}")
                {
                    Kind = FailureKind.Failed,
                },
            ];
    }

    private FailureStatus Status(IReadOnlyList<Diagnostic> diagnostics) =>
        _stop.IsCancellationRequested
            ? FailureStatus.Cancelled
            : diagnostics[0].Kind switch
            {
                FailureKind.Invalid => FailureStatus.InvalidArgument,
                FailureKind.Refused => FailureStatus.Unauthenticated,
                FailureKind.Unreachable or FailureKind.Unavailable => FailureStatus.Unavailable,
                FailureKind.NotFound => FailureStatus.NotFound,
                FailureKind.Conflict => FailureStatus.AlreadyExists,
                _ when diagnostics[0].Code == CoreDiagnostics.Unexpected => FailureStatus.Aborted,
                _ => FailureStatus.FailedPrecondition,
            };
}
