namespace NeonFlow.Estuary;

/// <summary>The credential is refused, expired or cannot serve this call.</summary>
public sealed class EstuaryUnauthorizedException(EstuaryFailure failure) : EstuaryException(failure);
