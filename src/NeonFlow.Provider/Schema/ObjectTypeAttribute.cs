namespace NeonFlow.Provider.Schema;

/// <summary>Names the token of a record that is used inside shapes (an object type of the package schema).</summary>
/// <param name="token">Pulumi type token, <c>neonflow:area:Name</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum, Inherited = false)]
public sealed class ObjectTypeAttribute(string token) : Attribute
{
    /// <summary>Pulumi type token.</summary>
    public string Token { get; } = token;
}
