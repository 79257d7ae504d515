namespace NeonFlow.Provider.Schema;

/// <summary>
/// An input whose change makes the provider act once, such as a rotation counter: it says nothing about the object itself.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TriggerAttribute : Attribute;
