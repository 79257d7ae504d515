namespace NeonFlow.Neon;

/// <summary>423: operations of the project were still under way when the patience ended.</summary>
public sealed class NeonLockedException(NeonFailure failure) : NeonException(failure);
