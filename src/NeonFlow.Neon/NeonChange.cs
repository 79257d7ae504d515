namespace NeonFlow.Neon;

/// <summary>A change that Neon accepted.</summary>
/// <param name="Operations">
/// Operations that are still under way for it; to be awaited with <see cref="NeonClient.WaitAsync"/> before the change can be relied on.
/// </param>
public record NeonChange(IReadOnlyList<NeonOperation> Operations);
