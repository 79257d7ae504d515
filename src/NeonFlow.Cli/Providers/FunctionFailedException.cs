using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Providers;

/// <summary>A function of the provider had no answer.</summary>
/// <param name="failures">Arguments that were wrong, or could not be followed, with the reason of each.</param>
internal sealed class FunctionFailedException(IReadOnlyList<CheckFailureSaid> failures)
    : Exception(string.Join('\n', failures.Select(static f => f.Reason)))
{
    public IReadOnlyList<CheckFailureSaid> Failures { get; } = failures;
}
