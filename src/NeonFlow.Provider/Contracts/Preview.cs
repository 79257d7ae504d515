namespace NeonFlow.Provider.Contracts;

/// <summary>What an operation would do.</summary>
/// <param name="State">Predicted state; for an update start from the current one, so that what will not change stays known.</param>
/// <param name="Plan">Steps and impact, printed under the resource.</param>
public sealed record Preview<T>(T State, Plan Plan)
{
    /// <summary>
    /// Wire names of outputs that only the real operation can tell. Outputs that are null in the state of a create are unknown anyway.
    /// </summary>
    public IReadOnlyCollection<string> UnknownOutputs { get; init; } = [];
}
