namespace NeonFlow.Testing.Connectors;

/// <summary>One run of a capture connector: speaks the capture protocol in its JSON form, one message a line in each direction.</summary>
public interface IConnector
{
    /// <summary>
    /// Serves requests until <paramref name="requests"/> ends, a request fails or <paramref name="cancellationToken"/> is cancelled.
    /// </summary>
    /// <param name="requests">One request a line (<c>spec</c>, <c>discover</c>, <c>validate</c>, <c>apply</c>, <c>open</c>,
    /// <c>acknowledge</c>).</param>
    /// <param name="responses">One response a line; flushed after every message.</param>
    /// <param name="log">What the connector prints on standard error, one line each; the last one says why it failed.</param>
    /// <param name="cancellationToken">Cancelled for what SIGTERM is to a process: the connector ends with exit code 1.</param>
    /// <returns>The exit code: 0 after the end of the requests, 1 after a failure.</returns>
    Task<int> RunAsync(TextReader requests, TextWriter responses, TextWriter log, CancellationToken cancellationToken);
}
