namespace NeonFlow.Testing.Engine;

/// <summary>The operation cannot go on, and the user was told why.</summary>
/// <remarks>In pulumi/pulumi: bailError (sdk/go/common/util/result/result.go).</remarks>
internal sealed class BailException : Exception;
