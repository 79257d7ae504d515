namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Tells the operation that a call is made for why an upstream takes long. It is set at the start of each operation; the clients, which
/// all operations share, report to it.
/// </summary>
internal sealed class OperationProgress : IProgress<string>
{
    private readonly AsyncLocal<Action<string>?> _current = new();

    /// <summary>The one that all clients report to.</summary>
    public static OperationProgress Instance { get; } = new();

    /// <summary>From here on, everything that the calling flow waits for is told to <paramref name="tell"/>.</summary>
    public void Begin(Action<string> tell) => _current.Value = tell;

    /// <inheritdoc/>
    public void Report(string value) => _current.Value?.Invoke(value);
}
