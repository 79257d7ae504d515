namespace NeonFlow.Neon;

/// <summary>What a mutating call made of a thing, and the operations that are still under way for it.</summary>
/// <param name="Value">The thing.</param>
/// <param name="Operations">To be awaited with <see cref="NeonClient.WaitAsync"/> before the change can be relied on.</param>
public sealed record WithOperations<T>(T Value, IReadOnlyList<NeonOperation> Operations);
