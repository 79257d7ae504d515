namespace NeonFlow.Testing.Engine;

/// <summary>A former name of a resource: a whole URN, or what of it was different.</summary>
/// <remarks>In pulumi/pulumi: Alias (sdk/go/common/resource/alias.go).</remarks>
internal sealed record AliasSpec(Urn Urn, string Name, string Type, string Stack, string Project, Urn Parent, bool NoParent);
