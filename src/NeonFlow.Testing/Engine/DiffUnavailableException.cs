namespace NeonFlow.Testing.Engine;

/// <summary>The provider's config is not known in this preview, so it could not be asked.</summary>
/// <remarks>In pulumi/pulumi: DiffUnavailableError (pkg/resource/plugin/provider.go).</remarks>
internal sealed class DiffUnavailableException(string message) : Exception(message);
