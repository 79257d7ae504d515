namespace NeonFlow.Estuary;

/// <summary>One place where a live spec is not as wanted.</summary>
/// <param name="Pointer">JSON pointer in the spec; bindings are named by their table instead of their number.</param>
/// <param name="Wanted">As wanted; null: absent.</param>
/// <param name="Live">As it is; null: absent.</param>
public sealed record SpecDifference(string Pointer, string? Wanted, string? Live)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pointer}: {Live ?? "absent"} instead of {Wanted ?? "absent"}";
}
