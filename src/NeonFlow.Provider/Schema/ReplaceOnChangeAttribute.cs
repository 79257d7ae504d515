namespace NeonFlow.Provider.Schema;

/// <summary>A change of this input replaces the resource.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReplaceOnChangeAttribute : Attribute;
