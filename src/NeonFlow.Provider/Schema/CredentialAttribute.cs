namespace NeonFlow.Provider.Schema;

/// <summary>How to log in: says nothing about what an object is or where it is. Other resources of the program need not know it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CredentialAttribute : Attribute;
