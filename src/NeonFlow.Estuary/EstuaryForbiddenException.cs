namespace NeonFlow.Estuary;

/// <summary>The credential is good but lacks the right to a name or prefix.</summary>
public sealed class EstuaryForbiddenException(EstuaryFailure failure) : EstuaryException(failure);
