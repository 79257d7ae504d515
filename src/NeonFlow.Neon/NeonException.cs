namespace NeonFlow.Neon;

/// <summary>A call of the Neon API that failed. The message names the call, the status, Neon's own words and the request id; never a key or password.</summary>
public class NeonException : Exception
{
    internal NeonException(NeonFailure failure, Exception? inner = null)
        : base(failure.ToString(), inner) => Failure = failure;

    /// <summary>The facts.</summary>
    public NeonFailure Failure { get; }
}

/// <summary>The facts of a failed call.</summary>
/// <param name="Call">Method and path, such as <c>GET /projects/quiet-lake-1/branches</c>.</param>
public sealed record NeonFailure(string Call)
{
    /// <summary>HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Neon's error code; often empty.</summary>
    public string Code { get; init; } = "";

    /// <summary>Neon's words, or what went wrong on the way.</summary>
    public string Message { get; init; } = "";

    /// <summary>Neon's request id, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString()
    {
        var status = Status == 0 ? "" : $" answered {Status}{(Code.Length == 0 ? "" : $" ({Code})")}";
        var tries = Attempts > 1 ? $", tried {Attempts} times" : "";
        var request = RequestId is null ? "" : $" [request {RequestId}]";
        return $"Neon: {Call}{status}{tries}: {Message}{request}";
    }
}

/// <summary>404: the project, branch, role, database or endpoint does not exist (or the key may not see it).</summary>
public sealed class NeonNotFoundException(NeonFailure failure) : NeonException(failure);

/// <summary>409: the name is taken.</summary>
public sealed class NeonConflictException(NeonFailure failure) : NeonException(failure);

/// <summary>423: operations of the project were still under way when the patience ended.</summary>
public sealed class NeonLockedException(NeonFailure failure) : NeonException(failure);

/// <summary>429: too many requests for longer than the patience.</summary>
public sealed class NeonRateLimitedException(NeonFailure failure) : NeonException(failure);

/// <summary>401 or 403: no key, a wrong key, or a key without the right.</summary>
public sealed class NeonUnauthorizedException(NeonFailure failure) : NeonException(failure);

/// <summary>Any other 4xx: Neon understood and refused; trying again does not help.</summary>
public sealed class NeonRefusedException(NeonFailure failure) : NeonException(failure);

/// <summary>5xx, a time-out, a broken connection or an answer that is not Neon's.</summary>
public sealed class NeonUnavailableException(NeonFailure failure, bool outcomeUnknown, Exception? inner = null) : NeonException(failure, inner)
{
    /// <summary>Whether the call may have been carried out all the same: look before it is sent again.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>No connection could be made: wrong address, no network. Nothing was carried out.</summary>
public sealed class NeonUnreachableException(NeonFailure failure, Exception? inner = null) : NeonException(failure, inner);

/// <summary>An operation ended badly, or did not end in time.</summary>
public sealed class NeonOperationException(NeonFailure failure, Operation operation) : NeonException(failure)
{
    /// <summary>The operation as last seen.</summary>
    public Operation Operation { get; } = operation;
}
