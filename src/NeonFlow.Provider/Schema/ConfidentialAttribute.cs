namespace NeonFlow.Provider.Schema;

/// <summary>
/// Data of others, such as rows of a database: the engine does not print it, and encrypts it where it saves it. It is no credential, so no
/// message is searched for it: an ordinary word in it would be blanked everywhere.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfidentialAttribute : Attribute;
