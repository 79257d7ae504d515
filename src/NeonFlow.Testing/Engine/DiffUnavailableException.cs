namespace NeonFlow.Testing.Engine;

/// <summary>The provider's config is not known in this preview, so it could not be asked.</summary>
internal sealed class DiffUnavailableException(string message) : Exception(message);
