namespace NeonFlow.Provider.Schema;

/// <summary>Environment variables that serve when a provider setting is absent; read when used, never saved.</summary>
/// <param name="names">Variable names, first set one wins.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentAttribute(params string[] names) : Attribute
{
    /// <summary>Variable names, first set one wins.</summary>
    public string[] Names { get; } = names;
}
