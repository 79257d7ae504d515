namespace NeonFlow.Neon;

/// <summary>429: too many requests for longer than the patience.</summary>
public sealed class NeonRateLimitedException(NeonFailure failure) : NeonException(failure);
