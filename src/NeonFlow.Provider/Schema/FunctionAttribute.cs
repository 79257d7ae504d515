namespace NeonFlow.Provider.Schema;

/// <summary>Marks a record as the arguments of a function (Pulumi invoke).</summary>
/// <param name="token">Pulumi function token, <c>neonflow:area:name</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FunctionAttribute(string token) : Attribute
{
    /// <summary>Pulumi function token.</summary>
    public string Token { get; } = token;
}
