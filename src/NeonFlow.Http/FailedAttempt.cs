using System.Net.Http.Headers;

namespace NeonFlow.Http;

/// <summary>What is known of an attempt that failed.</summary>
/// <param name="Call">The call.</param>
/// <param name="Cause">Why it failed.</param>
public sealed record FailedAttempt(HttpCall Call, FailureCause Cause)
{
    /// <summary>HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>What went wrong, unless the server explains it itself. May quote what was sent.</summary>
    public string Message { get; init; } = "";

    /// <summary>Body of the answer.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Headers of the answer; null where no answer came.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>The failure of the transport, if any.</summary>
    public Exception? Inner { get; init; }

    /// <summary>False where another call has just waited for the API in vain, so that this one was not sent.</summary>
    public bool WasSent { get; init; } = true;

    /// <summary>Whether the call may have been carried out all the same.</summary>
    public bool OutcomeUnknown => WasSent && Call.Kind != CallKind.Read;
}
