namespace NeonFlow.Testing.Engine;

internal sealed record InvokeResult(PropertyMap Return, IReadOnlyList<CheckFailureSaid> Failures);
