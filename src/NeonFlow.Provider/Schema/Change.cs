namespace NeonFlow.Provider.Schema;

/// <summary>One change of a diff.</summary>
/// <param name="Kind">Added, deleted or updated.</param>
/// <param name="Replaces">Whether it needs a replacement.</param>
/// <param name="IsInput">Compared with the old inputs (else with the old outputs).</param>
public readonly record struct Change(ChangeKind Kind, bool Replaces = false, bool IsInput = true);
