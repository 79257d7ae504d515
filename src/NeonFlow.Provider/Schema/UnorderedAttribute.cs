namespace NeonFlow.Provider.Schema;

/// <summary>The list is a set: order never matters, changes are shown per element.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnorderedAttribute : Attribute
{
    /// <summary>Name of the element's property (as in C#) that tells elements apart; without it whole elements are compared.</summary>
    public string? By { get; init; }
}
