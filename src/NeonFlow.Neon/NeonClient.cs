namespace NeonFlow.Neon;

/// <summary>
/// The Neon API: lists are read to the last page, operations can be awaited, 423, 429 and 503 are waited out for every method (nothing was
/// carried out), other failures are repeated only where a second execution changes nothing. Errors are typed. Safe for parallel use.
/// </summary>
public sealed partial class NeonClient : IDisposable
{
    private readonly NeonOptions _options;
    private readonly HttpClient _http;
    private readonly INeonApi _api;

    /// <summary>A client; connections open with the first call.</summary>
    public NeonClient(NeonOptions options)
        : this(options, null) { }

    internal NeonClient(NeonOptions options, HttpMessageHandler? transport)
    {
        _options = options;
        _http = NeonHttp.NewClient(options, transport);
        _api = NeonHttp.NewApi(_http);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>An empty segment would shift the route to another call.</summary>
    private static string Id(string id) => NeonNames.IdProblem(id) is { } problem ? throw new ArgumentException(problem, nameof(id)) : id;

    private static string Name(string name) => name.Length > 0 ? name : throw new ArgumentException("The name is empty.", nameof(name));
}
