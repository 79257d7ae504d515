namespace NeonFlow.Http;

/// <summary>A request with what its attempts have in common. It travels in the options of the request.</summary>
public sealed class HttpCall
{
    /// <summary>Name of the request option that says the <see cref="CallKind"/> where the method does not.</summary>
    public const string KindOption = "NeonFlow.CallKind";

    /// <summary>Name of the request option that names the call in messages where method and path do not.</summary>
    public const string NameOption = "NeonFlow.CallName";

    private static readonly HttpRequestOptionsKey<HttpCall> Key = new("NeonFlow.Call");

    private HttpCall(HttpRequestMessage request, Uri address, long started)
    {
        Request = request;
        Started = started;
        Kind = request.Options.TryGetValue(new HttpRequestOptionsKey<CallKind>(KindOption), out var kind) ? kind : KindOf(request.Method);
        Name =
            request.Options.TryGetValue(new HttpRequestOptionsKey<string>(NameOption), out var name) && name is not null
                ? name
                : $"{request.Method} {Path(request.RequestUri!, address)}";
    }

    /// <summary>The request.</summary>
    public HttpRequestMessage Request { get; }

    /// <summary>Method and path below the address of the API, without the query.</summary>
    public string Name { get; }

    /// <summary>What a second execution does.</summary>
    public CallKind Kind { get; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Whether the client has renewed its credential for this call.</summary>
    public bool IsRenewed { get; set; }

    internal long Started { get; }

    /// <summary>The call that a request belongs to.</summary>
    public static HttpCall Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var call)
            ? call
            : throw new InvalidOperationException("The request was not sent by a client.");

    internal static HttpCall Begin(HttpRequestMessage request, Uri address, TimeProvider clock)
    {
        var call = new HttpCall(request, address, clock.GetTimestamp());
        request.Options.Set(Key, call);
        return call;
    }

    private static CallKind KindOf(HttpMethod method) =>
        method == HttpMethod.Get ? CallKind.Read
        : method == HttpMethod.Post ? CallKind.NotIdempotent
        : CallKind.Idempotent;

    private static string Path(Uri target, Uri address)
    {
        var root = address.AbsolutePath.TrimEnd('/');
        var path = target.AbsolutePath;
        return path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
    }
}
