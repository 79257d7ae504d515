namespace NeonFlow.Estuary;

/// <summary>A call of Estuary that failed. The message names the call, the status and Estuary's own words; never a token or password.</summary>
public class EstuaryException : Exception
{
    internal EstuaryException(EstuaryFailure failure, Exception? inner = null)
        : base(failure.ToString(), inner) => Failure = failure;

    /// <summary>The facts.</summary>
    public EstuaryFailure Failure { get; }
}

/// <summary>The facts of a failed call.</summary>
/// <param name="Call">Method and path, or the name of a GraphQL operation.</param>
public sealed record EstuaryFailure(string Call)
{
    /// <summary>HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Code of PostgREST or GraphQL, such as <c>P0001</c> or <c>PermissionDenied</c>.</summary>
    public string Code { get; init; } = "";

    /// <summary>Estuary's words, or what went wrong on the way.</summary>
    public string Message { get; init; } = "";

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString()
    {
        var status = Status == 0 ? "" : $" answered {Status}{(Code.Length == 0 ? "" : $" ({Code})")}";
        var tries = Attempts > 1 ? $", tried {Attempts} times" : "";
        return $"Estuary: {Call}{status}{tries}: {Message}";
    }
}

/// <summary>The credential is refused, expired or cannot serve this call.</summary>
public sealed class EstuaryUnauthorizedException(EstuaryFailure failure) : EstuaryException(failure);

/// <summary>The credential is good but lacks the right to a name or prefix.</summary>
public sealed class EstuaryForbiddenException(EstuaryFailure failure) : EstuaryException(failure);

/// <summary>What the call names does not exist.</summary>
public sealed class EstuaryNotFoundException(EstuaryFailure failure) : EstuaryException(failure);

/// <summary>Estuary understood and refused; trying again does not help.</summary>
public sealed class EstuaryRefusedException(EstuaryFailure failure) : EstuaryException(failure);

/// <summary>429, 5xx, a time-out, a broken connection or an answer that is not Estuary's.</summary>
public sealed class EstuaryUnavailableException(EstuaryFailure failure, bool outcomeUnknown, Exception? inner = null) : EstuaryException(failure, inner)
{
    /// <summary>Whether the call may have been carried out all the same.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>No connection could be made: wrong address, no network. Nothing was carried out.</summary>
public sealed class EstuaryUnreachableException(EstuaryFailure failure, Exception? inner = null) : EstuaryException(failure, inner);

/// <summary>A publish was refused as a whole; nothing was changed.</summary>
public sealed class EstuaryPublishException(EstuaryFailure failure, string status, IReadOnlyList<DraftError> errors, IReadOnlyList<LockFailure> locks, IReadOnlyList<string> logs) : EstuaryException(failure)
{
    /// <summary>The job's status, such as <c>buildFailed</c> or <c>expectPubIdMismatch</c>.</summary>
    public string Status { get; } = status;

    /// <summary>What was wrong, each with its place.</summary>
    public IReadOnlyList<DraftError> Errors { get; } = errors;

    /// <summary>Specs that somebody else published in the meantime.</summary>
    public IReadOnlyList<LockFailure> Locks { get; } = locks;

    /// <summary>The last lines of the publish's log.</summary>
    public IReadOnlyList<string> Logs { get; } = logs;
}
