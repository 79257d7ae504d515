namespace NeonFlow.Neon;

/// <summary>A change that Neon accepted, and what it made.</summary>
/// <param name="Value">What it made.</param>
/// <param name="Operations">Operations that are still under way for it.</param>
public sealed record WithOperations<T>(T Value, IReadOnlyList<NeonOperation> Operations) : NeonChange(Operations);
