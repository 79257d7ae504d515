using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Between the wire and the handlers: finds the handler, decodes, runs the verb, encodes. The only place that catches. One file per verb.
/// </summary>
internal sealed partial class Dispatcher : IDisposable
{
    // The longest that a timer can wait is 49 days; a program may say more.
    private const double LongestTimeout = 4e6;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Urn, string Text), byte> _warnings = new();
    private readonly IEngineLog _log;
    private IntentLedger? _ledger;
    private IIntentExchange? _exchange;
    private Registry? _registry;

    public Dispatcher(IEngineLog log) => _log = log;

    /// <summary>Stands before every message of this process.</summary>
    public Redactor Redactor { get; } = new();

    /// <summary>Whether the engine understands <c>refresh_before_update</c>; says the Handshake.</summary>
    public bool RefreshSupported { get; set; }

    /// <summary>Address of the engine, by which all providers of one operation know each other; null outside of one.</summary>
    public string? Engine { get; set; }

    // Nobody needs it before the first call.
    private IntentLedger Intents
    {
        get
        {
            lock (_stop)
            {
                return _ledger ??= new(_exchange = Engine is { Length: > 0 } engine ? Registry.Exchange(engine) : null);
            }
        }
    }

    /// <summary>
    /// Another operation of an engine begins in a process that was there before: nothing of the one before it holds any more.
    /// </summary>
    public void Begin(string engine)
    {
        lock (_stop)
        {
            Dispose();
            (Engine, _ledger, _exchange) = (engine, null, null);
        }

        _warnings.Clear();
    }

    /// <summary>Takes away what was told to other processes.</summary>
    public void Dispose() => (_exchange as IDisposable)?.Dispose();

    /// <summary>Stops every wait at once; verbs roll back and say what exists.</summary>
    public void Cancel() => _stop.Cancel();

    // Nobody needs it before the first call.
    private Registry Rooms => _registry ??= new(new UpstreamClients(new Settings()));

    private bool RefreshBeforeUpdate(IHandler handler) => RefreshSupported && handler.Accept(RefreshVisitor.Instance);

    private IHandler Find(Target target) =>
        Rooms.Resource(target.Type)
        ?? throw new CallFailedException(
            FailureStatus.Unimplemented,
            new Diagnostic(
                CoreDiagnostics.UnknownToken,
                "",
                $"{target.Type} does not exist in this version of the provider; the package NeonFlow.Pulumi of the program and the "
                    + "provider must have the same version."
            ).ToString()
        );

    /// <summary>Runs a verb: context, time limit, failures.</summary>
    private async Task<TResult> RunAsync<TResult>(
        Target target,
        double timeoutSeconds,
        bool isPreview,
        IReadOnlyList<PropertyValue.Map> maps,
        PropertyValue.Map inputs,
        Func<OperationContext, Task<TResult>> verb,
        Func<IReadOnlyList<Diagnostic>>? faults = null
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (timeoutSeconds > 0)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(Math.Min(timeoutSeconds, LongestTimeout)));
        }

        var sink = new OperationSink(this, target.Urn, maps);
        var context = new OperationContext(target.Urn, target.Name, isPreview, Intents, sink, limit.Token);
        OperationProgress.Instance.Begin(context.Status);
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
            throw Failure(e, sink, inputs, limit.Token, timeoutSeconds, faults);
        }
        finally
        {
            await sink.FlushAsync().ConfigureAwait(false);
        }
    }

    private CallFailedException Failure(
        Exception exception,
        OperationSink sink,
        PropertyValue.Map inputs,
        CancellationToken limit,
        double timeoutSeconds,
        Func<IReadOnlyList<Diagnostic>>? faults
    )
    {
        var diagnostics = Diagnose(exception, limit, timeoutSeconds);
        if (diagnostics is [{ Code: var code }] && code == CoreDiagnostics.Unexpected && faults?.Invoke() is { Count: > 0 } found)
        {
            diagnostics = found;
        }

        var message = Redactor.Redact(
            exception is DiagnosticException { Text: var text } known && ReferenceEquals(known.Diagnostics, diagnostics)
                ? text
                : string.Join("\n", diagnostics.Select(static d => d.Located)),
            sink.Maps
        );
        var partial = sink.Kept is { } kept
            ? new PartialState(kept.Id, StateMaps.Outputs(kept.Shape, kept.State, inputs), inputs, [message])
            : null;
        return new(Status(diagnostics), message, partial);
    }

    private IReadOnlyList<Diagnostic> Diagnose(Exception exception, CancellationToken limit, double timeoutSeconds)
    {
        var diagnostics = Reasons(exception, limit, timeoutSeconds);

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

    private static IReadOnlyList<Diagnostic> Reasons(Exception exception, CancellationToken limit, double timeoutSeconds)
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
                            "new CustomResourceOptions { CustomTimeouts = new CustomTimeouts { Create = TimeSpan.FromMinutes(20), Update "
                            + "= TimeSpan.FromMinutes(20), Delete = TimeSpan.FromMinutes(20) } }",
                    },
                ];
        }

        return Registry.ReadFailure(exception) is { } read
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

    /// <summary>
    /// What a check would say of inputs that a verb could not work with: those of a state that somebody edited, or that a version with
    /// other rules saved. Not asked before, because what works need not pass.
    /// </summary>
    private static IReadOnlyList<Diagnostic> RecheckInputs<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(
        Handler<T> handler,
        Target target,
        PropertyValue.Map inputs
    )
        where T : class
    {
        var decoded = ShapeCodec.Decode<T>(inputs, DecodeMode.Inputs);
        if (decoded.Errors.Count > 0)
        {
            return decoded.Errors;
        }

        var context = new CheckContext<T>(target.Urn, target.Name, decoded.Value, decoded.Unknown, null);
        handler.Check(context);
        return context.Failures;
    }

    // A state that somebody edited may lack what every program must give: that is as good as not known.
    private static IReadOnlyList<Intent> IntentsOf<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler, T state)
        where T : class
    {
        var missing = handler
            .Shape.Properties.Where(p => p.IsRequired && p.IsInput && p.Member.GetValue(state) is null)
            .Select(static p => p.Name)
            .ToList();
        return handler.IntentsOf(state, missing.Count == 0 ? UnknownSet.None : new UnknownSet(missing), isNew: false);
    }

    private static void RefuseUnknown(Target target, UnknownSet unknown)
    {
        if (unknown.Any)
        {
            throw new CallFailedException(
                FailureStatus.InvalidArgument,
                $"{target.Urn}: unknown values outside of a preview: {string.Join(", ", unknown.Paths)}"
            );
        }
    }

    private sealed class RefreshVisitor : IHandlerVisitor<bool>
    {
        public static readonly RefreshVisitor Instance = new();

        public bool Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class => handler.RefreshBeforeUpdate;
    }

    private sealed class OperationSink(Dispatcher dispatcher, string urn, IReadOnlyList<PropertyValue.Map> maps) : IOperationSink
    {
        private readonly List<Task> _sent = [];

        public IReadOnlyList<PropertyValue.Map> Maps => maps;

        public (string Id, ShapeInfo Shape, object State)? Kept { get; private set; }

        public void Log(Severity severity, string text, bool ephemeral)
        {
            var line = dispatcher.Redactor.Redact(text, maps);

            // Found while reading, a thing is found again by the preview of the update that would repair it.
            if (severity == Severity.Warning && !ephemeral && !dispatcher._warnings.TryAdd((urn, line), 0))
            {
                return;
            }

            lock (_sent)
            {
                _sent.Add(dispatcher._log.LogAsync(severity, line, urn, ephemeral));
            }
        }

        public void SavePartialState(string id, ShapeInfo shape, object state) => Kept = (id, shape, state);

        public void AddSecret(string secret) => dispatcher.Redactor.Learn(secret);

        // The engine prints what it has when the answer arrives: a line that comes after it may be lost.
        public async Task FlushAsync()
        {
            Task[] sent;
            lock (_sent)
            {
                sent = [.. _sent];
            }

            await Task.WhenAll(sent).ConfigureAwait(false);
        }
    }
}
