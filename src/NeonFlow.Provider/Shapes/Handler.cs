using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Provider.Shapes;

/// <summary>
/// The verbs of one resource. The record holds inputs and outputs together; a verb never sees the wire, an unknown value (except in Check and Preview, which
/// say so) or a preview flag. Failures are <see cref="DiagnosticException"/>s or client exceptions that the area's <see cref="IFailureReader"/> reads.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
public abstract class Handler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T> : IHandler
    where T : class
{
    /// <inheritdoc/>
    public ShapeInfo Shape => ShapeInfo.Of<T>();

    /// <summary>Whether the engine reads the object before it plans, so that a plain preview shows drift. Default true.</summary>
    public virtual bool RefreshBeforeUpdate => true;

    /// <summary>
    /// Whether what replaces an object, because an input that replaces has changed, is another object that can be there beside it. Then it is made first, whoever uses the old one moves over, and the old one goes
    /// last. Default true. What has the same identity as before, and is replaced by the program's word only (<c>replaceOnChanges</c>), is always deleted first.
    /// </summary>
    public virtual bool StandsBesideItsReplacement => true;

    /// <summary>
    /// Domain checks and normalisation of the program's inputs, without I/O. Report with <c>context.Fail</c>; return the inputs, changed where they are normalised.
    /// Must never fail because of an unknown value, and Check(Check(x)) must equal Check(x).
    /// </summary>
    public virtual T Check(CheckContext<T> context) => context.Inputs;

    /// <summary>Corrects the structural diff where the domain knows better. Without I/O.</summary>
    public virtual void Diff(DiffContext<T> context)
    {
    }

    /// <summary>What the resource is going to be, for whoever judges several resources together; without I/O. Unknown inputs have their type's default.</summary>
    /// <param name="inputs">Checked inputs.</param>
    /// <param name="unknown">What is unknown in them.</param>
    /// <param name="isNew">Whether the resource is not in the state.</param>
    public virtual IReadOnlyList<Intent> IntentsOf(T inputs, UnknownSet unknown, bool isNew) => [];

    /// <summary>
    /// What Create (<see cref="PreviewContext{T}.Current"/> is null) or Update would do and the state it would leave. Looks, but never writes. Fails when the up itself would fail.
    /// Without credentials or network it says <see cref="OperationContext.NotChecked"/> and passes.
    /// </summary>
    public abstract Task<Preview<T>> PreviewAsync(PreviewContext<T> context);

    /// <summary>Makes the object. Calls <see cref="OperationContext.Keep"/> as soon as something exists, so that a later failure loses nothing. Adopts what an interrupted run of its own left.</summary>
    public abstract Task<Made<T>> CreateAsync(T desired, OperationContext context);

    /// <summary>The actual object, or null for a confirmed absence. <see cref="ReadContext{T}.Saved"/> is null for an import: everything needed is in the id.</summary>
    public abstract Task<Made<T>?> ReadAsync(ReadContext<T> context);

    /// <summary>Makes the object as desired, in place. <paramref name="current"/> holds the saved inputs and outputs.</summary>
    public abstract Task<T> UpdateAsync(string id, T current, T desired, OperationContext context);

    /// <summary>Removes the object; absent already is success. Never destroys what this resource did not make.</summary>
    public abstract Task DeleteAsync(string id, T state, OperationContext context);

    void IHandler.Accept(IHandlerVisitor visitor) => visitor.Visit(this);

    TResult IHandler.Accept<TResult>(IHandlerVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A handler whose shape the caller does not know.</summary>
public interface IHandler
{
    /// <summary>The shape.</summary>
    ShapeInfo Shape { get; }

    /// <summary>Hands the typed handler to the visitor.</summary>
    internal void Accept(IHandlerVisitor visitor);

    /// <summary>Hands the typed handler to the visitor.</summary>
    internal TResult Accept<TResult>(IHandlerVisitor<TResult> visitor);
}

internal interface IHandlerVisitor
{
    void Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
        where T : class;
}

internal interface IHandlerVisitor<out TResult>
{
    TResult Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
        where T : class;
}

/// <summary>An object that exists: canonical id and state (inputs as they actually are, and outputs).</summary>
public sealed record Made<T>(string Id, T State);

/// <summary>What an operation would do.</summary>
/// <param name="State">Predicted state; for an update start from the current one, so that what will not change stays known.</param>
/// <param name="Plan">Steps and impact, printed under the resource.</param>
public sealed record Preview<T>(T State, Plan Plan)
{
    /// <summary>Wire names of outputs that only the real operation can tell. Outputs that are null in the state of a create are unknown anyway.</summary>
    public IReadOnlyCollection<string> UnknownOutputs { get; init; } = [];
}

/// <summary>A call on a resource or function: who it is for, how to talk to people, when to stop.</summary>
public class OperationContext
{
    private readonly IOperationSink _sink;

    internal OperationContext(string urn, string name, bool isPreview, IntentLedger intents, IOperationSink sink, CancellationToken stop)
    {
        Urn = urn;
        Name = name;
        IsPreview = isPreview;
        Intents = intents;
        _sink = sink;
        Stop = stop;
    }

    internal OperationContext(OperationContext other)
        : this(other.Urn, other.Name, other.IsPreview, other.Intents, other._sink, other.Stop)
    {
    }

    /// <summary>URN of the resource; empty for functions.</summary>
    public string Urn { get; }

    /// <summary>Logical name in the program.</summary>
    public string Name { get; }

    /// <summary>Whether nothing may be written. Verbs other than Preview and functions need not look at it.</summary>
    public bool IsPreview { get; }

    /// <summary>Fires on Cancel, on the operation's timeout, and when the engine dies: stop waiting, roll back, throw.</summary>
    public CancellationToken Stop { get; }

    /// <summary>What the program is about to make; see <see cref="IntentLedger"/>.</summary>
    public IntentLedger Intents { get; }

    /// <summary>A line that stays under the resource.</summary>
    public void Info(string text) => _sink.Log(Severity.Info, text, ephemeral: false);

    /// <summary>A warning with its fix.</summary>
    public void Warn(Diagnostic diagnostic) => _sink.Log(Severity.Warning, diagnostic.ToString(), ephemeral: false);

    /// <summary>Progress of a long wait: the status of the row only, gone afterwards.</summary>
    public void Status(string text) => _sink.Log(Severity.Info, text, ephemeral: true);

    /// <summary>One line per check that could not be made; the preview passes.</summary>
    public void NotChecked(string what, string because) => _sink.Log(Severity.Info, $"not checked: {what}, because {because}", ephemeral: false);

    /// <summary>Something exists now: if the verb fails after this, the state keeps it (id, state) and the next up goes on from there. Call again as more gets known.</summary>
    public void Keep<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(string id, T state)
        where T : class => _sink.Keep(id, ShapeInfo.Of<T>(), state);

    /// <summary>Makes a value known to the redactor, so that no message of this process shows it.</summary>
    public void Hide(string secret) => _sink.Hide(secret);
}

/// <summary>Severity of a log line.</summary>
public enum Severity
{
    /// <summary>Only in verbose logs.</summary>
    Debug,

    /// <summary>Shown.</summary>
    Info,

    /// <summary>Shown as a warning.</summary>
    Warning,
}

/// <summary>Where a context's words go.</summary>
internal interface IOperationSink
{
    void Log(Severity severity, string text, bool ephemeral);

    void Keep(string id, ShapeInfo shape, object state);

    void Hide(string secret);
}

/// <summary>Inputs to check.</summary>
public sealed class CheckContext<T>
{
    private readonly List<Diagnostic> _failures = [];

    internal CheckContext(string urn, string name, T inputs, UnknownSet unknown, T? old)
    {
        Urn = urn;
        Name = name;
        Inputs = inputs;
        Unknown = unknown;
        Old = old;
    }

    /// <summary>URN of the resource.</summary>
    public string Urn { get; }

    /// <summary>Logical name in the program.</summary>
    public string Name { get; }

    /// <summary>The program's inputs with defaults; unknown ones have their type's default.</summary>
    public T Inputs { get; }

    /// <summary>What is unknown in <see cref="Inputs"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>The inputs of the last operation (null on create).</summary>
    public T? Old { get; }

    /// <summary>All failures so far.</summary>
    public IReadOnlyList<Diagnostic> Failures => _failures;

    /// <summary>Reports a failure; all of them are shown at once.</summary>
    public void Fail(Diagnostic diagnostic) => _failures.Add(diagnostic);

    /// <summary>Reports a failure.</summary>
    public void Fail(DiagnosticCode code, string path, string message, string? fix = null) => _failures.Add(new(code, path, message) { Fix = fix });

    /// <summary>Whether the value at <paramref name="path"/> is fully known.</summary>
    public bool IsKnown(string path) => !Unknown.Contains(path);
}

/// <summary>A diff under way: structural, to be corrected.</summary>
public sealed class DiffContext<T>
{
    private readonly Dictionary<string, Change> _changes;

    internal DiffContext(string id, T oldInputs, T state, T desired, UnknownSet unknown, Dictionary<string, Change> changes)
    {
        Id = id;
        OldInputs = oldInputs;
        State = state;
        Desired = desired;
        Unknown = unknown;
        _changes = changes;
    }

    /// <summary>Id.</summary>
    public string Id { get; }

    /// <summary>Saved inputs.</summary>
    public T OldInputs { get; }

    /// <summary>Saved outputs.</summary>
    public T State { get; }

    /// <summary>New inputs.</summary>
    public T Desired { get; }

    /// <summary>What is unknown in <see cref="Desired"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>Property path to change.</summary>
    public IReadOnlyDictionary<string, Change> Changes => _changes;

    /// <summary>Adds or overrides the change at a path.</summary>
    public void Set(string path, Change change) => _changes[path] = change;

    /// <summary>Removes the changes at and below a path.</summary>
    public void Drop(string path)
    {
        foreach (var key in _changes.Keys.Where(k => k == path || (k.StartsWith(path, StringComparison.Ordinal) && k[path.Length] is ('.' or '['))).ToList())
        {
            _changes.Remove(key);
        }
    }
}

/// <summary>One change of a diff.</summary>
/// <param name="Kind">Added, deleted or updated.</param>
/// <param name="Replaces">Whether it needs a replacement.</param>
/// <param name="IsInput">Compared with the old inputs (else with the old outputs).</param>
public readonly record struct Change(ChangeKind Kind, bool Replaces = false, bool IsInput = true);

/// <summary>Kind of a change.</summary>
public enum ChangeKind
{
    /// <summary>New value only.</summary>
    Add,

    /// <summary>Old value only.</summary>
    Delete,

    /// <summary>Both, different.</summary>
    Update,
}

/// <summary>A Create or Update that is only asked about.</summary>
public sealed class PreviewContext<T> : OperationContext
{
    internal PreviewContext(OperationContext operation, T desired, UnknownSet unknown, string? id, T? current)
        : base(operation)
    {
        Desired = desired;
        Unknown = unknown;
        Id = id;
        Current = current;
    }

    /// <summary>Checked inputs; unknown ones have their type's default.</summary>
    public T Desired { get; }

    /// <summary>What is unknown in <see cref="Desired"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>Id of the existing object; null for a create.</summary>
    public string? Id { get; }

    /// <summary>Saved inputs and outputs; null for a create.</summary>
    public T? Current { get; }

    /// <summary>Whether the value at <paramref name="path"/> is fully known.</summary>
    public bool IsKnown(string path) => !Unknown.Contains(path);
}

/// <summary>A Read.</summary>
public sealed class ReadContext<T> : OperationContext
{
    internal ReadContext(OperationContext operation, string id, T? saved)
        : base(operation)
    {
        Id = id;
        Saved = saved;
    }

    /// <summary>Id as saved, or as the user gave it to an import.</summary>
    public string Id { get; }

    /// <summary>Saved inputs and outputs; null for an import.</summary>
    public T? Saved { get; }
}

/// <summary>A function (Pulumi invoke).</summary>
public abstract class Function<[DynamicallyAccessedMembers(ShapeInfo.Kept)] TArgs, [DynamicallyAccessedMembers(ShapeInfo.Kept)] TResult> : IFunction
    where TArgs : class
    where TResult : class
{
    /// <inheritdoc/>
    public ShapeInfo Args => ShapeInfo.Of<TArgs>();

    /// <inheritdoc/>
    public ShapeInfo Result => ShapeInfo.Of<TResult>();

    /// <summary>Domain checks of the arguments, without I/O; report with <c>context.Fail</c>.</summary>
    public virtual TArgs Check(CheckContext<TArgs> context) => context.Inputs;

    /// <summary>Answers.</summary>
    public abstract Task<TResult> InvokeAsync(TArgs args, OperationContext context);

    async Task<(PropertyValue.Map? Result, IReadOnlyList<Diagnostic> Failures)> IFunction.InvokeAsync(PropertyValue.Map args, OperationContext context)
    {
        var decoded = ShapeCodec.Decode<TArgs>(args, DecodeMode.Inputs);
        if (decoded.Problems.Count > 0)
        {
            return (null, decoded.Problems);
        }

        var check = new CheckContext<TArgs>("", "", decoded.Value, decoded.Unknown, null);
        var normalised = Check(check);
        if (check.Failures.Count > 0)
        {
            return (null, check.Failures);
        }

        // The .NET SDK waits until everything is known; another one may not.
        if (decoded.Unknown.Any)
        {
            return (null, [.. decoded.Unknown.Paths.Select(static p => new Diagnostic(CoreDiagnostics.MissingInput, p, $"{p} is not known yet, so nothing can be looked up."))]);
        }

        var result = await InvokeAsync(normalised, context).ConfigureAwait(false);
        return (ShapeCodec.Encode(Result, result, static _ => true), []);
    }
}

/// <summary>A function whose types the caller does not know.</summary>
public interface IFunction
{
    /// <summary>Shape of the arguments.</summary>
    ShapeInfo Args { get; }

    /// <summary>Shape of the result.</summary>
    ShapeInfo Result { get; }

    /// <summary>Decodes, checks, answers, encodes.</summary>
    internal Task<(PropertyValue.Map? Result, IReadOnlyList<Diagnostic> Failures)> InvokeAsync(PropertyValue.Map args, OperationContext context);
}

/// <summary>Turns the exceptions of a client library into diagnostics; one per area.</summary>
public interface IFailureReader
{
    /// <summary>The diagnostic, or null if the exception is not of this client.</summary>
    Diagnostic? Read(Exception exception);
}
