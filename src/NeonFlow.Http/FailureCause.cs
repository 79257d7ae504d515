namespace NeonFlow.Http;

/// <summary>Why an attempt failed.</summary>
public enum FailureCause
{
    /// <summary>The server answered with an error.</summary>
    Answered,

    /// <summary>The server answered with success, but its answer lacks the body.</summary>
    NoBody,

    /// <summary>The answer is larger than any answer of the API.</summary>
    TooLarge,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The connection broke after the request was sent.</summary>
    ConnectionLost,

    /// <summary>The connection of a read broke, and nothing has answered at this address yet: it may not be the API.</summary>
    NeverAnswered,

    /// <summary>No connection was made, so the request was not sent.</summary>
    NotConnected,
}
