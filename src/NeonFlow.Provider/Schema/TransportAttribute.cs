namespace NeonFlow.Provider.Schema;

/// <summary>
/// How the object is reached, not what it is: a change is no diff (the engine then saves the new inputs by itself) unless the handler finds
/// that it leads to another object, and the value is never copied to outputs.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TransportAttribute : Attribute;
