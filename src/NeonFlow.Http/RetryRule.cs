namespace NeonFlow.Http;

/// <summary>When a failed call is sent again.</summary>
public enum RetryRule
{
    /// <summary>The failure is final.</summary>
    Never,

    /// <summary>At once: the client has removed the cause.</summary>
    AtOnce,

    /// <summary>The server carried out nothing and asks for patience: a change waits for it, a read gives up after some attempts.</summary>
    WhenFree,

    /// <summary>
    /// The server counts requests and has carried out nothing: it is waited for as long as the patience lasts, by a read as well, because
    /// only time helps.
    /// </summary>
    WhenCountedAnew,

    /// <summary>No connection was made: one more attempt.</summary>
    Reconnect,

    /// <summary>The outcome is not known: only where a second execution leaves the same result.</summary>
    IfRepeatable,
}
