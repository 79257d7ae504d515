namespace NeonFlow.Neon;

/// <summary>An operation ended badly, or did not end in time.</summary>
public sealed class NeonOperationException(NeonFailure failure, NeonOperation operation) : NeonException(failure)
{
    /// <summary>The operation as last seen.</summary>
    public NeonOperation Operation { get; } = operation;
}
