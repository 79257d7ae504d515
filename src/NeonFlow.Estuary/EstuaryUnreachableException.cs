namespace NeonFlow.Estuary;

/// <summary>No connection could be made: wrong address, no network. Nothing was carried out.</summary>
public sealed class EstuaryUnreachableException(EstuaryFailure failure, Exception? inner = null) : EstuaryException(failure, inner);
