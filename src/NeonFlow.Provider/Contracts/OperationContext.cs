using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A call on a resource or function: who it is for, how to talk to people, when to stop.</summary>
public class OperationContext
{
    private readonly IOperationSink _sink;

    internal OperationContext(
        string urn,
        string name,
        bool isPreview,
        MarkKeeper marks,
        IProgramView program,
        IOperationSink sink,
        CancellationToken stop
    )
    {
        Urn = urn;
        Name = name;
        IsPreview = isPreview;
        Marks = marks;
        Program = program;
        _sink = sink;
        Stop = stop;
    }

    internal OperationContext(OperationContext other)
        : this(other, other.Marks) { }

    private OperationContext(OperationContext other, MarkKeeper marks)
        : this(other.Urn, other.Name, other.IsPreview, marks, other.Program, other._sink, other.Stop) { }

    /// <summary>URN of the resource; empty for functions.</summary>
    public string Urn { get; }

    /// <summary>Logical name in the program.</summary>
    public string Name { get; }

    /// <summary>Whether nothing may be written. Verbs other than Preview and functions need not look at it.</summary>
    public bool IsPreview { get; }

    /// <summary>Fires on Cancel, on the operation's timeout, and when the engine dies: stop waiting, roll back, throw.</summary>
    public CancellationToken Stop { get; }

    /// <summary>What is known of the program's other resources.</summary>
    public IProgramView Program { get; }

    /// <summary>Whose the object is.</summary>
    public MarkKeeper Marks { get; }

    /// <summary>
    /// Says of a verdict that fails what it rests on no knowledge of: resources under other providers, where these cannot be known.
    /// </summary>
    public void SayWhatIsUnavailable()
    {
        if (Program.UnavailableReason is { } reason)
        {
            Info(
                $"not judged: what resources under other providers of the program make, because {reason}; where all resources of the "
                    + "pipeline are under one provider, nothing has to be exchanged"
            );
        }
    }

    /// <summary>The same call after its end, for work that another call finishes.</summary>
    internal OperationContext Until(CancellationToken stop) => new(Urn, Name, IsPreview, Marks, Program, _sink, stop);

    /// <summary>The same call, about what is replaced by what it is about now.</summary>
    internal OperationContext OfReplaced(Predecessor replaced) => new(this, Marks.Of(replaced));

    /// <summary>A line that stays under the resource.</summary>
    public void Info(string text) => _sink.Log(Severity.Info, text, ephemeral: false);

    /// <summary>As <see cref="Info"/>, but once in an operation, whichever resource says it first.</summary>
    public void InfoOnce(string text) => _sink.LogOnce(text, Severity.Info, text);

    /// <summary>A warning with its fix.</summary>
    public void Warn(Diagnostic diagnostic) => _sink.Log(Severity.Warning, diagnostic.ToString(), ephemeral: false);

    /// <summary>Progress of a long wait: the status of the row only, gone afterwards.</summary>
    public void Status(string text) => _sink.Log(Severity.Info, text, ephemeral: true);

    /// <summary>One line per check that could not be made; the preview passes.</summary>
    public void NotChecked(string what, string because) =>
        _sink.Log(Severity.Info, $"not checked: {what}, because {because}", ephemeral: false);

    /// <summary>
    /// The same for what an upstream did not show, with its fix. One cause is said once in an operation, whichever resource meets it first.
    /// Under the setting <c>strict</c> it fails.
    /// </summary>
    public void NotChecked(string what, Diagnostic because)
    {
        // What is not there yet may be made by this very program.
        if (_sink.IsStrict && because.Kind != FailureKind.NotFound)
        {
            throw new DiagnosticException(because with { Message = $"not checked, and strict is set: {what}: {because.Message}" });
        }

        var reason = because with { Message = because.Message.TrimEnd('.') };
        var text = reason.ToString()[(because.Code.Id.Length + 2)..];
        // It was a sentence of its own; a name at its beginning keeps its capital.
        text = text.StartsWith("The ", StringComparison.Ordinal) ? $"the {text[4..]}" : text;
        _sink.LogOnce(because.Cause, Severity.Info, $"not checked: {what}, because {text}");
    }

    /// <summary>A warning that is said once in an operation for one cause, whichever resource meets it first.</summary>
    public void WarnOnce(string cause, Diagnostic diagnostic) => _sink.LogOnce(cause, Severity.Warning, diagnostic.ToString());

    /// <summary>
    /// Something exists now: if the verb fails after this, the state keeps it (id, state) and the next up goes on from there. Call again as
    /// more gets known.
    /// </summary>
    public void SavePartialState<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(string id, T state)
        where T : class => _sink.SavePartialState(id, ShapeInfo.Of<T>(), state);

    /// <summary>Makes a value known to the redactor, so that no message of this process shows it.</summary>
    public void AddSecret(string secret) => _sink.AddSecret(secret);
}
