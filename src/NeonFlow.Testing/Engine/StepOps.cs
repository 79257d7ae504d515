namespace NeonFlow.Testing.Engine;

/// <summary>The engine's own words for the steps, as its events and its state write them.</summary>
/// <remarks>In pulumi/pulumi: OpSame (pkg/resource/deploy/step.go).</remarks>
public static class StepOps
{
    private static readonly string[] Names =
    [
        "same",
        "create",
        "update",
        "delete",
        "replace",
        "create-replacement",
        "delete-replaced",
        "read",
        "read-replacement",
        "refresh",
        "discard",
        "discard-replaced",
        "remove-pending-replace",
        "import",
        "import-replacement",
    ];

    /// <summary>For example <c>create-replacement</c>.</summary>
    public static string Text(this StepOp op) => Names[(int)op];
}
