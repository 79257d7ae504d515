namespace NeonFlow.Estuary;

/// <summary>Estuary understood and refused; trying again does not help.</summary>
public sealed class EstuaryRefusedException(EstuaryFailure failure) : EstuaryException(failure);
