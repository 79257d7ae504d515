namespace NeonFlow.Provider.Contracts;

/// <summary>
/// What a function is asked about is made by this very program: a preview goes on without an answer. Functions throw it in previews only.
/// </summary>
/// <param name="message">Who makes it.</param>
public sealed class NotMadeYetException(string message) : Exception(message);
