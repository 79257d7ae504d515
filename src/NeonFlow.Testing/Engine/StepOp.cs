namespace NeonFlow.Testing.Engine;

/// <summary>What a step does to a resource.</summary>
/// <remarks>In pulumi/pulumi: StepOp (pkg/display/json.go).</remarks>
public enum StepOp
{
    /// <summary>Nothing: inputs and state are as they were.</summary>
    Same,

    /// <summary>The resource is made.</summary>
    Create,

    /// <summary>The resource is changed in place.</summary>
    Update,

    /// <summary>The resource is deleted.</summary>
    Delete,

    /// <summary>The resource gives way to a new one; the making and the deletion are steps of their own.</summary>
    Replace,

    /// <summary>The new resource of a replacement is made.</summary>
    CreateReplacement,

    /// <summary>The old resource of a replacement is deleted.</summary>
    DeleteReplaced,

    /// <summary>A resource that the program only reads is read.</summary>
    Read,

    /// <summary>A resource that the program only reads is read in place of one that the stack had made.</summary>
    ReadReplacement,

    /// <summary>The resource is read, and the state follows what it is.</summary>
    Refresh,

    /// <summary>A resource that the program no longer reads leaves the state.</summary>
    Discard,

    /// <summary>A resource that was only read leaves the state because another took its place.</summary>
    DiscardReplaced,

    /// <summary>The entry of a resource that was deleted before its replacement leaves the state.</summary>
    RemovePendingReplace,

    /// <summary>A resource that exists is taken into the state.</summary>
    Import,

    /// <summary>A resource that exists is taken into the state in place of another one.</summary>
    ImportReplacement,
}
