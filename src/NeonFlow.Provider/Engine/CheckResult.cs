using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Checked inputs, or what is wrong with them.</summary>
internal sealed record CheckResult(PropertyValue.Map Inputs, IReadOnlyList<InputFailure> Failures)
{
    /// <summary>The checked inputs of a resource, typed; null where something is wrong with them.</summary>
    public DescribedShape? Described { get; init; }
}
