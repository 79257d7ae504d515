using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Neon;

/// <summary>
/// A Neon on 127.0.0.1: the API paths that NeonFlow uses, over real PostgreSQL servers, with faults on demand and every call
/// on record.
/// </summary>
public sealed class NeonCloud : IAsyncDisposable
{
    private const string BasePath = "/api/v2";

    private readonly NeonCloudOptions _options;
    private readonly WebApplication _web;
    private readonly FaultScript _faults = new();
    private readonly ConcurrentQueue<NeonCall> _calls = new();
    private readonly List<NeonProject> _projects = [];
    private readonly ConcurrentQueue<NeonProject> _deleted = new();
    private readonly NeonApi _api;
    private readonly RateLimiter? _limiter;
    private readonly OptionalMembers? _optional;
    private volatile bool _keyExpired;

    private NeonCloud(NeonCloudOptions options)
    {
        _options = options;
        ApiKey = options.ApiKey ?? NewKey();
        _limiter = options.RateLimits is { } limits ? new RateLimiter(limits) : null;
        _optional = options.LeaveOutOptional ? new OptionalMembers() : null;
        _api = new NeonApi(() => Projects, () => [.. _deleted], options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, options.Port));
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>The base URL, with the path that the real one has: <c>http://127.0.0.1:port/api/v2</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The API key in force; secret.</summary>
    public string ApiKey { get; private set; }

    /// <summary>The projects.</summary>
    public IReadOnlyList<NeonProject> Projects
    {
        get
        {
            lock (_projects)
            {
                return [.. _projects];
            }
        }
    }

    /// <summary>All calls so far, oldest first.</summary>
    public IReadOnlyList<NeonCall> Calls => [.. _calls];

    /// <summary>Starts a Neon without projects.</summary>
    /// <param name="options">How; default: as Neon is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<NeonCloud> StartAsync(NeonCloudOptions? options = null, CancellationToken cancellationToken = default)
    {
        var cloud = new NeonCloud(options ?? new NeonCloudOptions());
        await cloud._web.StartAsync(cancellationToken).ConfigureAwait(false);
        cloud.BaseUrl = new Uri(cloud._web.Urls.First() + BasePath);
        return cloud;
    }

    /// <summary>Adds a project with a running PostgreSQL server.</summary>
    /// <param name="seed">What it holds; default: database <c>neondb</c> with owner <c>neondb_owner</c>.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is left behind.</param>
    public async Task<NeonProject> AddProjectAsync(ProjectSeed? seed = null, CancellationToken cancellationToken = default)
    {
        seed ??= new ProjectSeed();
        if (seed.Id is { } id && Projects.Any(project => project.Id == id))
        {
            throw new ArgumentException($"There is a project {id} already.", nameof(seed));
        }
        var project = await NeonProject.StartAsync(_options, seed, cancellationToken).ConfigureAwait(false);
        lock (_projects)
        {
            _projects.Add(project);
        }
        return project;
    }

    /// <summary>
    /// Deletes a project as somebody in the Console would: the API answers 404 for it and lists it as recoverable, its server is gone.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="forGood">Whether the days of grace are over, too: then nothing shows that there ever was such a project, as to a key
    /// without rights on it. Default: false.</param>
    public async Task RemoveProjectAsync(NeonProject project, bool forGood = false)
    {
        lock (_projects)
        {
            _projects.Remove(project);
        }
        if (!forGood)
        {
            _deleted.Enqueue(project);
        }
        await project.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The project whose endpoint, direct or pooled, listens on this port; null where none does.</summary>
    /// <param name="port">A port of 127.0.0.1.</param>
    public NeonProject? ProjectAtPort(int port) =>
        Projects.FirstOrDefault(project =>
            project.Branches.Any(branch => branch.Endpoint.Direct.Port == port || branch.Endpoint.Pooled.Port == port)
        );

    /// <summary>The next matching calls are answered with this status and do nothing.</summary>
    /// <param name="status">HTTP status; 524 answers with a page of HTML, as the CDN does.</param>
    /// <param name="match">Which calls: <c>"POST /roles"</c>, <c>"/roles"</c>, <c>"GET"</c>; default all.</param>
    /// <param name="times">How many, default 1.</param>
    /// <param name="retryAfter">A Retry-After header; default none, as Neon documents none.</param>
    /// <param name="body">The answer's body; default the error that Neon usually sends.</param>
    public void Next(int status, string? match = null, int times = 1, TimeSpan? retryAfter = null, string? body = null) =>
        _faults.Add(FaultKind.Answer, match, fault => fault with { Status = status, Left = times, RetryAfter = retryAfter, Body = body });

    /// <summary>The next matching calls are carried out, and their answers changed before they are sent.</summary>
    /// <param name="match">Which calls; null: all.</param>
    /// <param name="change">Changes the answer's body in place; calls that are refused or answered without a body pass as they are.</param>
    /// <param name="times">How many, default 1.</param>
    public void Change(string? match, Action<JsonObject> change, int times = 1) =>
        _faults.Add(FaultKind.Change, match, fault => fault with { Change = change, Left = times });

    /// <summary>The next matching call is carried out, but the connection is cut before its answer.</summary>
    /// <param name="match">Which call; default any.</param>
    /// <param name="times">How many, default 1.</param>
    public void LoseNextAnswer(string? match = null, int times = 1) =>
        _faults.Add(FaultKind.LoseAnswer, match, fault => fault with { Left = times });

    /// <summary>Matching calls wait before they are carried out.</summary>
    /// <param name="match">Which calls; null: all.</param>
    /// <param name="delay">How long.</param>
    /// <param name="times">How many, default 1.</param>
    public void Slow(string? match, TimeSpan delay, int times = 1) =>
        _faults.Add(FaultKind.Slow, match, fault => fault with { Delay = delay, Left = times });

    /// <summary>Forgets the faults that have not happened yet.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>From now on the API key is refused with 401.</summary>
    public void ExpireApiKey() => _keyExpired = true;

    /// <summary>Makes a new API key; the one before it is refused.</summary>
    /// <returns>The new key.</returns>
    public string RenewApiKey()
    {
        ApiKey = NewKey();
        _keyExpired = false;
        return ApiKey;
    }

    /// <summary>Ends the API and all servers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(Projects.Select(project => project.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private async Task ServeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?', 2)[0];
        path = path.StartsWith(BasePath, StringComparison.Ordinal) ? path[BasePath.Length..] : path;
        var method = context.Request.Method;
        var requestId = context.Request.Headers["X-Request-ID"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var requestBody = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);

        if (_faults.Take(FaultKind.Slow, method, path) is { } slow)
        {
            await Task.Delay(slow.Delay, context.RequestAborted).ConfigureAwait(false);
        }
        int status;
        string body;
        var type = "application/json";
        if (_faults.Take(FaultKind.Answer, method, path) is { } scripted)
        {
            var (_, code, message) = FaultScript.Usual(scripted.Status);
            status = scripted.Status;
            body =
                scripted.Body
                ?? (
                    status == 524
                        ? "<html><head><title>A timeout occurred</title></head><body>Error 524</body></html>"
                        : Error(requestId, code, message)
                );
            type = body.StartsWith('<') ? "text/html" : type;
            if (scripted.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }
        }
        else
        {
            (status, body) =
                _limiter?.Admits(method, path, Stopwatch.GetElapsedTime(0)) == false
                    ? (StatusCodes.Status429TooManyRequests, Error(requestId, "", FaultScript.Usual(429).Message))
                    : await AnswerAsync(context, method, path, requestBody, requestId).ConfigureAwait(false);
        }
        var lost = _faults.Take(FaultKind.LoseAnswer, method, path) is not null;
        _calls.Enqueue(
            new NeonCall(method, path, context.Request.QueryString.Value ?? "", lost ? 0 : status, requestBody, body, requestId)
        );
        if (lost)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Headers["X-Request-ID"] = requestId;
        if (status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task<(int Status, string Body)> AnswerAsync(
        HttpContext context,
        string method,
        string path,
        string requestBody,
        string requestId
    )
    {
        try
        {
            Authorize(context.Request.Headers.Authorization.ToString());
            // An empty segment shifts the route, as it does at Neon.
            var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
            var answer = await _api.AnswerAsync(new NeonRequest(method, segments, context.Request.Query, requestBody))
                .ConfigureAwait(false);
            if (answer.Body is { } sent)
            {
                _optional?.LeaveOut(sent);
                _faults.Take(FaultKind.Change, method, path)?.Change!(sent);
            }
            return (answer.Status, answer.Body?.ToJsonString(NeonJson.Options) ?? "");
        }
        catch (NeonRefusal refusal)
        {
            return (refusal.Status, Error(requestId, refusal.Code, refusal.Message));
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or PostgresStartException)
        {
            return (500, Error(requestId, "", "internal error: " + failure.Message));
        }
    }

    private void Authorize(string header)
    {
        if (header.Length == 0)
        {
            throw new NeonRefusal(401, "authentication required");
        }
        if (
            _keyExpired
            || !header.StartsWith("Bearer ", StringComparison.Ordinal)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[7..]), Encoding.UTF8.GetBytes(ApiKey))
        )
        {
            throw new NeonRefusal(401, "supplied credentials do not pass authentication");
        }
    }

    private static string Error(string requestId, string code, string message) =>
        JsonSerializer.Serialize(new ErrorBody(requestId, code, message), NeonJson.Options);

    private static string NewKey() => "napi_" + PostgresServer.NewPassword() + PostgresServer.NewPassword();
}
