namespace NeonFlow.SchemaGen;

/// <summary>What the SDKs of other languages are called; whoever generates one gets it under this name.</summary>
internal static class PackageNames
{
    public const string Node = "neonflow-pulumi";

    public const string Python = "neonflow_pulumi";

    /// <summary>Import path of the Go module's package; its modules stand below.</summary>
    public const string Go = "neonflow-pulumi/sdk/go/neonflow";
}
