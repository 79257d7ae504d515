namespace NeonFlow.Testing.Engine;

/// <summary>The operation cannot go on, and the user was told why.</summary>
internal sealed class BailException : Exception;
