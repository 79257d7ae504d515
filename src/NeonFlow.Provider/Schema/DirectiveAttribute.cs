namespace NeonFlow.Provider.Schema;

/// <summary>
/// A word of the program to the provider (an acknowledgement, an option): part of the inputs, no diff by itself, not an output, never read
/// back.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DirectiveAttribute : Attribute;
