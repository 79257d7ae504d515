namespace NeonFlow.Provider.Schema;

/// <summary>Marks a record as the shape of a resource; its properties are the resource's inputs and outputs.</summary>
/// <param name="token">Pulumi type token, <c>neonflow:area:Name</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ResourceAttribute(string token) : Attribute
{
    /// <summary>Pulumi type token.</summary>
    public string Token { get; } = token;
}
