using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Provider.Shapes;

/// <summary>A change of this input replaces the resource.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReplaceOnChangeAttribute : Attribute;
