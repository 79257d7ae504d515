namespace NeonFlow.Testing.Engine;

/// <summary>The operation a user asked for.</summary>
/// <remarks>In pulumi/pulumi: UpdateKind (sdk/go/common/apitype/history.go).</remarks>
public enum OperationKind
{
    /// <summary>Shows what an update would do.</summary>
    Preview,

    /// <summary>Makes the resources as the program says: <c>pulumi up</c>.</summary>
    Update,

    /// <summary>Reads the resources and takes what they are into the state.</summary>
    Refresh,

    /// <summary>Deletes the resources of the stack.</summary>
    Destroy,
}
