namespace NeonFlow.Testing.Engine;

/// <summary>The operation a user asked for.</summary>
/// <remarks>In pulumi/pulumi: UpdateKind (sdk/go/common/apitype/history.go).</remarks>
public enum OperationKind
{
    Preview,
    Update,
    Refresh,
    Destroy,
}
