namespace NeonFlow.Provider.Schema;

/// <summary>
/// A property that the provider fills in. Together with <see cref="InputAttribute"/>: filled in when the program leaves it out.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>Every state has a value of it, so programs need not ask whether there is one.</summary>
    public bool Always { get; init; }
}
