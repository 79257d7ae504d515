namespace NeonFlow.Testing.Engine;

/// <summary>How one property changes.</summary>
/// <remarks>In pulumi/pulumi: DiffKind (pkg/resource/plugin/provider.go).</remarks>
public enum PropertyDiffKind
{
    Add,
    AddReplace,
    Delete,
    DeleteReplace,
    Update,
    UpdateReplace,
}
