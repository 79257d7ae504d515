namespace NeonFlow.Provider.Schema;

/// <summary>
/// A property that the provider fills in. Together with <see cref="InputAttribute"/>: filled in when the program leaves it out.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute;
