namespace NeonFlow.Testing.Engine;

/// <summary>How one property changes.</summary>
public enum PropertyDiffKind
{
    Add,
    AddReplace,
    Delete,
    DeleteReplace,
    Update,
    UpdateReplace,
}
