namespace NeonFlow.Provider.Contracts;

/// <summary>What was saved of a resource that is made anew, because it is replaced or somebody has deleted its object.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Mark">What its state keeps of its mark; null: nothing.</param>
/// <param name="GoesFirst">
/// Whether the engine deletes it before the new one is made. Else the new one is made beside it, under the same name perhaps.
/// </param>
public sealed record Predecessor(object Shape, string? Mark, bool GoesFirst)
{
    /// <summary>Whether somebody has deleted its object, and no input asks for another one.</summary>
    public bool IsGone { get; init; }
}
