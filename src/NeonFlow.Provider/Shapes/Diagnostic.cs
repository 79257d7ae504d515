namespace NeonFlow.Provider.Shapes;

/// <summary>An entry of the diagnostics catalogue: a stable code, what it means, and why it matters.</summary>
/// <param name="Id">Code, <c>NF</c> and four digits: 1 provider and inputs, 2 Neon, 3 Postgres, 4 Estuary, 5 between the two ends.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Consequence">Why the pipeline would fail or lose data; one or two sentences, for docs/diagnostics.md.</param>
public sealed record DiagnosticCode(string Id, string Title, string Consequence);

/// <summary>What kind of failure a diagnostic reports; decides the gRPC status and whether Read may keep the state.</summary>
public enum FailureKind
{
    /// <summary>The program asks for something that cannot be: fix the program.</summary>
    Invalid,

    /// <summary>The upstream refused the credentials (401, 403, 28P01): Read keeps the state and says "not checked".</summary>
    Refused,

    /// <summary>The address does not answer (name unknown, connection refused): Read keeps the state and says "not checked".</summary>
    Unreachable,

    /// <summary>Something that the operation needs does not exist.</summary>
    NotFound,

    /// <summary>Somebody else made or holds what the operation wants.</summary>
    Conflict,

    /// <summary>The upstream is there but cannot serve now (423, 429, 5xx, timeouts, too many connections): try again.</summary>
    Unavailable,

    /// <summary>The database or API answered with an error that needs a person.</summary>
    Failed,
}

/// <summary>Anything said to the user about what is wrong: code, place, reason, fix.</summary>
/// <param name="Code">Catalogue entry.</param>
/// <param name="Path">Property path of the input it is about; empty for the whole resource.</param>
/// <param name="Message">What is wrong and why the pipeline would fail, with the values at hand; never a secret.</param>
public sealed record Diagnostic(DiagnosticCode Code, string Path, string Message)
{
    /// <summary>The exact SQL or C# that fixes it; null where the message says it all.</summary>
    public string? Fix { get; init; }

    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; init; } = FailureKind.Invalid;

    /// <summary>The text people see: code, message, and the fix on lines of its own.</summary>
    public override string ToString() => Fix is null
        ? $"{Code.Id}: {Message}"
        : $"{Code.Id}: {Message}\n  fix: {Fix.ReplaceLineEndings("\n       ")}";

    /// <summary>The text with the place that it is about, where the message does not begin with it: <c>NF5003 at tables[2]: …</c>.</summary>
    public string Located => Path.Length == 0 || Message.StartsWith(Path, StringComparison.Ordinal) ? ToString() : $"{Code.Id} at {Path}{ToString()[Code.Id.Length..]}";
}

/// <summary>The failure of an operation, as one or more diagnostics. The dispatcher is the only one that catches it.</summary>
public sealed class DiagnosticException : Exception
{
    /// <summary>One diagnostic.</summary>
    public DiagnosticException(Diagnostic diagnostic, Exception? inner = null)
        : this([diagnostic], inner)
    {
    }

    /// <summary>Several at once; at least one.</summary>
    public DiagnosticException(IReadOnlyList<Diagnostic> diagnostics, Exception? inner = null)
        : base(string.Join("\n", diagnostics), inner) => Diagnostics = diagnostics;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>What all of them are about; where there are several they are then numbered below it, each with its place.</summary>
    public string? Heading { get; init; }

    /// <summary>The text people see.</summary>
    public string Text => Heading is null || Diagnostics.Count == 1 ? string.Join("\n", Diagnostics.Select(static d => d.Located)) : string.Join("\n", Diagnostics.Select(Numbered).Prepend(Heading));

    private static string Numbered(Diagnostic diagnostic, int index) => $"{index + 1}. {diagnostic.Located}".ReplaceLineEndings("\n   ");
}

/// <summary>Codes of the provider itself and of inputs in general (NF1xxx). Each area has such a class beside its rooms.</summary>
public static class CoreDiagnostics
{
    /// <summary>A required input is absent.</summary>
    public static readonly DiagnosticCode MissingInput = new("NF1001", "required input is missing", "Without it the object cannot be made.");

    /// <summary>An input has the wrong type.</summary>
    public static readonly DiagnosticCode WrongType = new("NF1002", "input has the wrong type", "The value cannot be sent upstream.");

    /// <summary>An input that the resource does not have.</summary>
    public static readonly DiagnosticCode UnknownInput = new("NF1003", "input does not exist", "It would be ignored silently; usually it is a misspelling.");

    /// <summary>A setting or credential is needed and absent.</summary>
    public static readonly DiagnosticCode MissingSetting = new("NF1004", "provider setting is missing", "The upstream cannot be called without it.");

    /// <summary>A type token that this provider does not have.</summary>
    public static readonly DiagnosticCode UnknownToken = new("NF1005", "resource or function type does not exist in this version of the provider", "The program and the provider are of different versions.");

    /// <summary>An import id in a form that the resource does not understand.</summary>
    public static readonly DiagnosticCode MalformedId = new("NF1006", "import id is malformed", "An import gets nothing but the id, so everything needed to reach the object must be in it.");

    /// <summary>A setting with an impossible value.</summary>
    public static readonly DiagnosticCode BadSetting = new("NF1007", "provider setting is malformed", "The upstream cannot be called with it.");

    /// <summary>The state was kept because the object could not be looked at.</summary>
    public static readonly DiagnosticCode NotChecked = new("NF1008", "not checked", "The saved address or credentials do not work any more, so drift cannot be seen; the state is kept until they do.");

    /// <summary>The operation was interrupted.</summary>
    public static readonly DiagnosticCode Cancelled = new("NF1009", "operation was cancelled", "What was made so far is in the state; the next up goes on from there.");

    /// <summary>A failure nobody foresaw.</summary>
    public static readonly DiagnosticCode Unexpected = new("NF1010", "unexpected failure", "This is a bug of the provider; please report it with this message.");

    /// <summary>The loopback-only switch forbids the upstream.</summary>
    public static readonly DiagnosticCode LoopbackOnly = new("NF1011", "upstream is not on this machine", "A test engine started this provider, and it must reach nothing but 127.0.0.1.");
}
