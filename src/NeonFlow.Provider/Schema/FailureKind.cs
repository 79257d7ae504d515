namespace NeonFlow.Provider.Schema;

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
