using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Answer of a function: a result or failures.</summary>
internal sealed record InvokeResult(PropertyValue.Map? Result, IReadOnlyList<InputFailure> Failures);
