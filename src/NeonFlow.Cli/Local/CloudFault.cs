namespace NeonFlow.Cli.Local;

/// <summary>A fault that a person can cause in a local cloud.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Title">What the button says.</param>
/// <param name="CauseAsync">Causes it, and says what was done.</param>
internal sealed record CloudFault(string Name, string Title, Func<Task<string>> CauseAsync);
