namespace NeonFlow.Neon;

/// <summary>No connection could be made: wrong address, no network. Nothing was carried out.</summary>
public sealed class NeonUnreachableException(NeonFailure failure, Exception? inner = null) : NeonException(failure, inner);
