namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: DiffChanges (pkg/resource/plugin/provider.go).</remarks>
internal enum DiffChanges
{
    Unknown,
    None,
    Some,
}
