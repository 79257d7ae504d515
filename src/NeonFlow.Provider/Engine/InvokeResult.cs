using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>Answer of a function: a result or failures.</summary>
internal sealed record InvokeResult(PropertyValue.Map? Result, IReadOnlyList<CheckFailure> Failures);
