namespace NeonFlow.Testing.Engine;

/// <summary>What a step does to a resource.</summary>
/// <remarks>In pulumi/pulumi: StepOp (pkg/display/json.go).</remarks>
public enum StepOp
{
    Same,
    Create,
    Update,
    Delete,
    Replace,
    CreateReplacement,
    DeleteReplaced,
    Read,
    ReadReplacement,
    Refresh,
    Discard,
    DiscardReplaced,
    RemovePendingReplace,
    Import,
    ImportReplacement,
}
