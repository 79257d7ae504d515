namespace NeonFlow.Neon;

/// <summary>
/// A call of the Neon API that failed. The message names the call, the status, Neon's own words and the request id; never a key or
/// password.
/// </summary>
public class NeonException : Exception
{
    internal NeonException(NeonFailure failure, Exception? inner = null)
        : base(failure.ToString(), inner) => Failure = failure;

    /// <summary>The facts.</summary>
    public NeonFailure Failure { get; }
}
