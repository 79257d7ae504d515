namespace NeonFlow.Neon;

/// <summary>401 or 403: no key, a wrong key, or a key without the right.</summary>
public sealed class NeonUnauthorizedException(NeonFailure failure) : NeonException(failure);
