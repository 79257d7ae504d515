namespace NeonFlow.Provider.Schema;

/// <summary>
/// A property that the program sets. The state carries it as an output too, unless it is <see cref="TransportAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute;
