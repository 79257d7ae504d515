namespace NeonFlow.Neon;

/// <summary>Any other 4xx: Neon understood and refused; trying again does not help.</summary>
public sealed class NeonRefusedException(NeonFailure failure) : NeonException(failure);
