using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Codes of the Estuary side (NF4xxx).</summary>
public static class EstuaryDiagnostics
{
    /// <summary>Not a catalogue name.</summary>
    public static readonly DiagnosticCode BadName = new("NF4001", "not a catalogue name", "Estuary refuses the publish.");

    /// <summary>An endpoint that the connector cannot use.</summary>
    public static readonly DiagnosticCode BadEndpoint = new(
        "NF4002",
        "endpoint cannot be used by the connector",
        "The connector fails at start, or connects to something else than meant."
    );

    /// <summary>A table that cannot be bound.</summary>
    public static readonly DiagnosticCode BadTable = new(
        "NF4005",
        "table cannot be bound",
        "The publish fails, or the capture loses rows."
    );

    /// <summary>The credential is refused.</summary>
    public static readonly DiagnosticCode Refused = new("NF4006", "Estuary refuses the credential", "Nothing can be read or published.");

    /// <summary>Estuary does not answer at that address.</summary>
    public static readonly DiagnosticCode Unreachable = new("NF4007", "Estuary cannot be reached", "Nothing can be read or published.");

    /// <summary>Estuary answers, but not now.</summary>
    public static readonly DiagnosticCode Unavailable = new(
        "NF4008",
        "Estuary cannot serve now",
        "Too many requests, or the service is in trouble; it passes."
    );

    /// <summary>Something that the call needs does not exist.</summary>
    public static readonly DiagnosticCode Missing = new(
        "NF4009",
        "not found at Estuary",
        "It was deleted, is misspelt, or the credential may not see it."
    );

    /// <summary>The name is taken.</summary>
    public static readonly DiagnosticCode Taken = new(
        "NF4010",
        "exists already at Estuary",
        "Two resources cannot own one spec; what somebody else made is taken over only by word."
    );

    /// <summary>The publish was refused.</summary>
    public static readonly DiagnosticCode PublishFailed = new(
        "NF4011",
        "the publish was refused",
        "Nothing was changed; the specs in force stay as they are."
    );

    /// <summary>Somebody else published.</summary>
    public static readonly DiagnosticCode Overtaken = new(
        "NF4012",
        "somebody else published in the meantime",
        "Publishing over it would undo a change that this program has not seen."
    );

    /// <summary>What to do about <see cref="NotRunning"/>, whatever the reason.</summary>
    public const string RunAgain =
        "Put right what the connector says, then pulumi up: it publishes the capture and waits until it runs. What the connector does not "
        + "say, neonflow doctor finds.";

    /// <summary>The capture does not run.</summary>
    public static readonly DiagnosticCode NotRunning = new("NF4013", "the capture does not run", "It was published, but no rows arrive.");

    /// <summary>A token that is none.</summary>
    public static readonly DiagnosticCode BadToken = new("NF4014", "Estuary credential is malformed", "Nothing can be read or published.");

    /// <summary>It must be said which one.</summary>
    public static readonly DiagnosticCode Ambiguous = new(
        "NF4015",
        "more than one data plane could be meant",
        "Guessing could allow the wrong addresses, and the right ones would be kept out."
    );

    /// <summary>Declined for good.</summary>
    public static readonly DiagnosticCode Declined = new("NF4016", "Estuary declines the request", "Trying again does not help.");
}
