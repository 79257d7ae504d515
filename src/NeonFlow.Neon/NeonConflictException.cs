namespace NeonFlow.Neon;

/// <summary>409: the name is taken.</summary>
public sealed class NeonConflictException(NeonFailure failure) : NeonException(failure);
