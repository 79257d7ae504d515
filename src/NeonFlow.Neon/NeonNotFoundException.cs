namespace NeonFlow.Neon;

/// <summary>404: the project, branch, role, database or endpoint does not exist (or the key may not see it).</summary>
public sealed class NeonNotFoundException(NeonFailure failure) : NeonException(failure);
