namespace NeonFlow.Harness;

/// <summary>Inputs that Check refuses.</summary>
internal sealed class RefusedException(IReadOnlyList<(string Property, string Reason)> failures)
    : Exception(string.Join("\n", failures.Select(static f => $"{f.Property}: {f.Reason}")))
{
    public IReadOnlyList<(string Property, string Reason)> Failures { get; } = failures;
}
