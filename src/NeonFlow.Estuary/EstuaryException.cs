namespace NeonFlow.Estuary;

/// <summary>
/// A call of Estuary that failed. The message names the call, the status and Estuary's own words; never a token or password.
/// </summary>
public class EstuaryException : Exception
{
    internal EstuaryException(EstuaryFailure failure, Exception? inner = null)
        : base(failure.ToString(), inner) => Failure = failure;

    /// <summary>The facts.</summary>
    public EstuaryFailure Failure { get; }
}
