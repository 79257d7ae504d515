namespace NeonFlow.Testing.Engine;

/// <summary>The operation a user asked for.</summary>
public enum OperationKind
{
    Preview,
    Update,
    Refresh,
    Destroy,
}
