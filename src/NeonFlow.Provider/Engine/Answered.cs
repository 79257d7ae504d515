using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>Answer of a function: a result or failures.</summary>
internal sealed record Answered(PropertyValue.Map? Result, IReadOnlyList<CheckProblem> Failures);
