namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// The operation that a call is made for: it is told why an upstream takes long. It is set at the start of each operation; the clients,
/// which all operations share, report to it.
/// </summary>
internal sealed class OperationProgress : IProgress<string>
{
    private readonly AsyncLocal<(Action<string> Tell, bool IsChange)?> _current = new();

    /// <summary>The one that all clients report to.</summary>
    public static OperationProgress Instance { get; } = new();

    /// <summary>Whether the operation makes, changes or takes away something.</summary>
    public bool IsChange => _current.Value?.IsChange == true;

    /// <summary>From here on, everything that the calling flow waits for is told to <paramref name="tell"/>.</summary>
    /// <param name="tell">Gets a status in words for people.</param>
    /// <param name="isChange">Whether the operation makes, changes or takes away something.</param>
    public void Begin(Action<string> tell, bool isChange) => _current.Value = (tell, isChange);

    /// <inheritdoc/>
    public void Report(string value) => _current.Value?.Tell(value);
}
