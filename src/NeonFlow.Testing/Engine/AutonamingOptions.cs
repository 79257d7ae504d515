namespace NeonFlow.Testing.Engine;

/// <summary>A name that a provider is to use; a provider that knows no such options may have to be warned of.</summary>
/// <remarks>In pulumi/pulumi: AutonamingOptions (pkg/resource/plugin/provider.go).</remarks>
internal sealed record AutonamingOptions(string Name, AutonamingMode Mode, bool WarnIfNoSupport);
