namespace NeonFlow.Testing.Engine;

/// <summary>How one property changes.</summary>
/// <remarks>In pulumi/pulumi: DiffKind (pkg/resource/plugin/provider.go).</remarks>
public enum PropertyDiffKind
{
    /// <summary>The property is set for the first time.</summary>
    Add,

    /// <summary>The property is set for the first time, and the resource is replaced for it.</summary>
    AddReplace,

    /// <summary>The property is no longer set.</summary>
    Delete,

    /// <summary>The property is no longer set, and the resource is replaced for it.</summary>
    DeleteReplace,

    /// <summary>The property has another value.</summary>
    Update,

    /// <summary>The property has another value, and the resource is replaced for it.</summary>
    UpdateReplace,
}
