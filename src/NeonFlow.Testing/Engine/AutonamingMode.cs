namespace NeonFlow.Testing.Engine;

/// <summary>How far a provider is bound to a proposed name.</summary>
/// <remarks>In pulumi/pulumi: AutonamingMode (pkg/resource/plugin/provider.go).</remarks>
internal enum AutonamingMode
{
    Propose,
    Enforce,
    Disabled,
}
