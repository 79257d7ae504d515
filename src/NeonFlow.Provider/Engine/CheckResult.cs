using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Checked inputs, or what is wrong with them.</summary>
internal sealed record CheckResult(PropertyValue.Map Inputs, IReadOnlyList<InputFailure> Problems);
