using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>Checked inputs, or what is wrong with them.</summary>
internal sealed record CheckResult(PropertyValue.Map Inputs, IReadOnlyList<CheckFailure> Problems);
