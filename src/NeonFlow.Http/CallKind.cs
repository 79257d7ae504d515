namespace NeonFlow.Http;

/// <summary>What a second execution of a call does.</summary>
public enum CallKind
{
    /// <summary>It changes nothing. The kind of every GET.</summary>
    Read,

    /// <summary>It leaves the same result. The kind of every method but GET and POST.</summary>
    Idempotent,

    /// <summary>
    /// It makes or breaks something else: repeated only after an answer that says that nothing was carried out. The kind of every POST.
    /// </summary>
    NotIdempotent,
}
