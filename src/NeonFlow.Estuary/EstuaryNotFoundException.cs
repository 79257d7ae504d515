namespace NeonFlow.Estuary;

/// <summary>What the call names does not exist.</summary>
public sealed class EstuaryNotFoundException(EstuaryFailure failure) : EstuaryException(failure);
