namespace NeonFlow.Provider.Schema;

/// <summary>Codes of the provider itself and of inputs in general (NF1xxx). Each area has such a class beside its rooms.</summary>
public static class CoreDiagnostics
{
    /// <summary>A required input is absent.</summary>
    public static readonly DiagnosticCode MissingInput = new(
        "NF1001",
        "required input is missing",
        "Without it the object cannot be made."
    );

    /// <summary>An input has the wrong type.</summary>
    public static readonly DiagnosticCode WrongType = new("NF1002", "input has the wrong type", "The value cannot be sent upstream.");

    /// <summary>An input that the resource does not have.</summary>
    public static readonly DiagnosticCode UnknownInput = new(
        "NF1003",
        "input does not exist",
        "It would be ignored silently; usually it is a misspelling."
    );

    /// <summary>A setting or credential is needed and absent.</summary>
    public static readonly DiagnosticCode MissingSetting = new(
        "NF1004",
        "provider setting is missing",
        "The upstream cannot be called without it."
    );

    /// <summary>A type token that this provider does not have.</summary>
    public static readonly DiagnosticCode UnknownToken = new(
        "NF1005",
        "resource or function type does not exist in this version of the provider",
        "The name is misspelt, or the program and the provider are of different versions."
    );

    /// <summary>An import id in a form that the resource does not understand.</summary>
    public static readonly DiagnosticCode MalformedId = new(
        "NF1006",
        "import id is malformed",
        "An import gets nothing but the id, so everything needed to reach the object must be in it."
    );

    /// <summary>A setting with an impossible value.</summary>
    public static readonly DiagnosticCode BadSetting = new(
        "NF1007",
        "provider setting is malformed",
        "The upstream cannot be called with it."
    );

    /// <summary>The state was kept because the object could not be looked at.</summary>
    public static readonly DiagnosticCode NotChecked = new(
        "NF1008",
        "not checked",
        "The saved address or credentials do not work any more, so drift cannot be seen; the state is kept until they do."
    );

    /// <summary>The operation was interrupted.</summary>
    public static readonly DiagnosticCode Cancelled = new(
        "NF1009",
        "operation was cancelled",
        "What was made so far is in the state; the next up goes on from there."
    );

    /// <summary>A failure nobody foresaw.</summary>
    public static readonly DiagnosticCode Unexpected = new(
        "NF1010",
        "unexpected failure",
        "This is a bug of the provider; please report it with this message."
    );

    /// <summary>The loopback-only switch forbids the upstream.</summary>
    public static readonly DiagnosticCode LoopbackOnly = new(
        "NF1011",
        "upstream is not on this machine",
        "A test engine started this provider, and it must reach nothing but 127.0.0.1."
    );
}
