namespace NeonFlow.Testing.Engine;

/// <summary>What of a tree may travel in one message.</summary>
/// <remarks>In pulumi/pulumi: MarshalOptions (pkg/resource/plugin/rpc.go).</remarks>
internal readonly record struct WireForm(bool KeepSecrets, bool KeepUnknowns, bool KeepResources, bool KeepOutputs, bool ElideAssets)
{
    /// <summary>Everything the protocol can say.</summary>
    public static WireForm Full { get; } = new(true, true, true, true, false);
}
