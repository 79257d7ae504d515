using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refit;

namespace NeonFlow.Neon;

/// <summary>
/// The Neon API with its manners: pages are read to the end, operations are awaited, 423, 429 and 503 are waited out for every method
/// (nothing was carried out), other failures are
/// tried again only where a second execution changes nothing. Errors are typed. Safe for parallel use.
/// </summary>
public sealed class NeonClient : IDisposable
{
    private const int PageOfProjects = 400;
    private const int PageOfBranches = 1000;
    private const int PageOfOperations = 200;
    private const int ShownLength = 300;

    private readonly NeonOptions _options;
    private readonly HttpClient _http;
    private readonly INeonApi _api;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly AsyncLocal<Action<string>?> _watcher = new();

    /// <summary>A client; connections open with the first call.</summary>
    public NeonClient(NeonOptions options)
        : this(options, null) { }

    internal NeonClient(NeonOptions options, HttpMessageHandler? transport)
    {
        _options = options;
        _http = new HttpClient(new Envelope(options, transport ?? NewTransport(options.Address)))
        {
            BaseAddress = options.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var json = new JsonSerializerOptions(NeonJson.Default.Options);
        _api = RestService.ForGenerated<INeonApi>(
            _http,
            new RefitSettings(new SystemTextJsonContentSerializer(json))
            {
                TransportExceptionFactory = static (_, exception, _) => exception,
            }
        );
    }

    /// <summary>Until disposed, waits and retries of the calling flow are told to <paramref name="watcher"/> in words for people.</summary>
    public IDisposable ReportProgressTo(Action<string> watcher)
    {
        var before = _watcher.Value;
        _watcher.Value = watcher;
        return new Disposer(() => _watcher.Value = before);
    }

    /// <summary>
    /// Neon refuses a second change of a project while one is under way (423). Whoever changes a project in this process takes its turn
    /// first and keeps it until the operations
    /// are awaited. Not re-entrant.
    /// </summary>
    public async Task<IDisposable> LockProjectAsync(string projectId, CancellationToken stop)
    {
        var turn = _turns.GetOrAdd(projectId, static _ => new(1, 1));
        await turn.WaitAsync(stop).ConfigureAwait(false);
        return new Disposer(() => turn.Release());
    }

    /// <summary>Whose key it is; the cheapest check that the key works.</summary>
    public Task<AuthInfo> GetAuthAsync(CancellationToken stop) =>
        CallAsync("GET", "/auth", Repeat.Free, _api.GetAuth, NeonJson.Default.AuthInfo, stop);

    /// <summary>All projects that the key sees.</summary>
    public IAsyncEnumerable<NeonProject> ListProjectsAsync(string? search = null, string? orgId = null, CancellationToken stop = default) =>
        ListProjectsAsync(search, orgId, deleted: false, stop);

    /// <summary>
    /// Whether a project is gone for certain: Neon lists it among those that were deleted and can still be recovered (seven days). A key
    /// that has lost its rights gets the same 404 as for a project that never was,
    /// and then this says no.
    /// </summary>
    public async Task<bool> IsDeletedAsync(string projectId, CancellationToken stop)
    {
        try
        {
            await foreach (var project in ListProjectsAsync(Id(projectId), null, deleted: true, stop).ConfigureAwait(false))
            {
                if (project.Id == projectId)
                {
                    return true;
                }
            }
        }
        catch (NeonException refused) when (refused is NeonUnauthorizedException or NeonNotFoundException or NeonRefusedException)
        {
            // The list of what was deleted is a beta of Neon's; where it cannot be had, nothing is certain.
        }

        return false;
    }

    private async IAsyncEnumerable<NeonProject> ListProjectsAsync(
        string? search,
        string? orgId,
        bool deleted,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        string? cursor = null;
        while (true)
        {
            var from = cursor;
            var page = await CallAsync(
                    "GET",
                    "/projects",
                    Repeat.Free,
                    s => _api.ListProjects(PageOfProjects, from, search, orgId, deleted ? "true" : null, s),
                    NeonJson.Default.ProjectsAnswer,
                    stop
                )
                .ConfigureAwait(false);
            foreach (var project in page.Projects)
            {
                yield return project;
            }

            cursor = page.Pagination?.Cursor;
            if (page.Projects.Count < PageOfProjects || string.IsNullOrEmpty(cursor) || cursor == from)
            {
                yield break;
            }
        }
    }

    /// <summary>One project.</summary>
    public async Task<NeonProject> GetProjectAsync(string projectId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"/projects/{Id(projectId)}",
                    Repeat.Free,
                    s => _api.GetProject(projectId, s),
                    NeonJson.Default.ProjectAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Project;

    /// <summary>Switches logical replication on, for good. Only this leaf is sent.</summary>
    public Task<WithOperations<NeonProject>> EnableLogicalReplicationAsync(string projectId, CancellationToken stop) =>
        UpdateAsync(projectId, new() { EnableLogicalReplication = true }, stop);

    /// <summary>Sets the address list, both members. Only this leaf is sent.</summary>
    public Task<WithOperations<NeonProject>> SetAllowedIpsAsync(string projectId, AllowedIps allowed, CancellationToken stop) =>
        UpdateAsync(projectId, new() { AllowedIps = allowed }, stop);

    /// <summary>All branches.</summary>
    public async IAsyncEnumerable<NeonBranch> ListBranchesAsync(
        string projectId,
        string? search = null,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        string? cursor = null;
        do
        {
            var from = cursor;
            var page = await CallAsync(
                    "GET",
                    $"/projects/{Id(projectId)}/branches",
                    Repeat.Free,
                    s => _api.ListBranches(projectId, PageOfBranches, from, search, s),
                    NeonJson.Default.BranchesAnswer,
                    stop
                )
                .ConfigureAwait(false);
            foreach (var branch in page.Branches)
            {
                yield return branch;
            }

            cursor = page.Pagination?.Next;
            if (cursor == from)
            {
                yield break;
            }
        } while (!string.IsNullOrEmpty(cursor));
    }

    /// <summary>One branch.</summary>
    public async Task<NeonBranch> GetBranchAsync(string projectId, string branchId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    BranchPath(projectId, branchId),
                    Repeat.Free,
                    s => _api.GetBranch(projectId, branchId, s),
                    NeonJson.Default.BranchAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Branch;

    /// <summary>The branch that serves where none is named.</summary>
    public async Task<NeonBranch> GetDefaultBranchAsync(string projectId, CancellationToken stop)
    {
        await foreach (var branch in ListBranchesAsync(projectId, null, stop).ConfigureAwait(false))
        {
            if (branch.Default)
            {
                return branch;
            }
        }

        throw new NeonNotFoundException(
            new($"GET /projects/{projectId}/branches") { Status = 200, Message = "the project has no default branch" }
        );
    }

    /// <summary>Endpoints of a branch.</summary>
    public async Task<IReadOnlyList<NeonEndpoint>> ListEndpointsAsync(string projectId, string branchId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"{BranchPath(projectId, branchId)}/endpoints",
                    Repeat.Free,
                    s => _api.ListEndpoints(projectId, branchId, s),
                    NeonJson.Default.EndpointsAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Endpoints;

    /// <summary>Roles of a branch, without passwords.</summary>
    public async Task<IReadOnlyList<NeonRole>> ListRolesAsync(string projectId, string branchId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"{BranchPath(projectId, branchId)}/roles",
                    Repeat.Free,
                    s => _api.ListRoles(projectId, branchId, s),
                    NeonJson.Default.RolesAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Roles;

    /// <summary>One role, without password.</summary>
    public async Task<NeonRole> GetRoleAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    RolePath(projectId, branchId, role),
                    Repeat.Free,
                    s => _api.GetRole(projectId, branchId, role, s),
                    NeonJson.Default.RoleAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Role;

    /// <summary>
    /// One role, or null where the branch has none of that name. A missing project or branch is an error, not an absence.
    /// </summary>
    public async Task<NeonRole?> FindRoleAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        (await ListRolesAsync(projectId, branchId, stop).ConfigureAwait(false)).FirstOrDefault(r => r.Name == role);

    /// <summary>
    /// Makes a role. Never sent twice after an answer got lost: <see cref="NeonUnavailableException.OutcomeUnknown"/> then says that the
    /// caller must look by name first.
    /// </summary>
    public async Task<WithOperations<NeonRole>> CreateRoleAsync(
        string projectId,
        string branchId,
        string role,
        bool noLogin,
        CancellationToken stop
    )
    {
        Name(role);
        var answer = await CallAsync(
                "POST",
                $"{BranchPath(projectId, branchId)}/roles",
                Repeat.Costly,
                s => _api.CreateRole(projectId, branchId, new(new(role, noLogin ? true : null)), s),
                NeonJson.Default.RoleAnswer,
                stop
            )
            .ConfigureAwait(false);
        return new(answer.Role, answer.Operations ?? []);
    }

    /// <summary>Removes a role; null where there was none.</summary>
    public async Task<WithOperations<NeonRole>?> DeleteRoleAsync(string projectId, string branchId, string role, CancellationToken stop)
    {
        var answer = await CallOptionalAsync(
                "DELETE",
                RolePath(projectId, branchId, role),
                Repeat.Free,
                s => _api.DeleteRole(projectId, branchId, role, s),
                NeonJson.Default.RoleAnswer,
                stop
            )
            .ConfigureAwait(false);
        return answer is null ? null : new(answer.Role, answer.Operations ?? []);
    }

    /// <summary>The current password of a role.</summary>
    public async Task<string> RevealPasswordAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"{RolePath(projectId, branchId, role)}/reveal_password",
                    Repeat.Free,
                    s => _api.RevealPassword(projectId, branchId, role, s),
                    NeonJson.Default.PasswordAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Password;

    /// <summary>
    /// Gives a role a new password that the server makes; it works once the operations are finished. A reset whose answer got lost is
    /// repeated: nobody has seen the password in between.
    /// </summary>
    public async Task<WithOperations<NeonRole>> ResetPasswordAsync(string projectId, string branchId, string role, CancellationToken stop)
    {
        var answer = await CallAsync(
                "POST",
                $"{RolePath(projectId, branchId, role)}/reset_password",
                Repeat.Free,
                s => _api.ResetPassword(projectId, branchId, role, s),
                NeonJson.Default.RoleAnswer,
                stop
            )
            .ConfigureAwait(false);
        return new(answer.Role, answer.Operations ?? []);
    }

    /// <summary>Databases of a branch.</summary>
    public async Task<IReadOnlyList<NeonDatabase>> ListDatabasesAsync(string projectId, string branchId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"{BranchPath(projectId, branchId)}/databases",
                    Repeat.Free,
                    s => _api.ListDatabases(projectId, branchId, s),
                    NeonJson.Default.DatabasesAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Databases;

    /// <summary>One database.</summary>
    public async Task<NeonDatabase> GetDatabaseAsync(string projectId, string branchId, string database, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"{BranchPath(projectId, branchId)}/databases/{Segment(database)}",
                    Repeat.Free,
                    s => _api.GetDatabase(projectId, branchId, database, s),
                    NeonJson.Default.DatabaseAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Database;

    /// <summary>Where and how to connect: host, port, database, role and its current password.</summary>
    /// <param name="projectId">Project.</param>
    /// <param name="branchId">Branch; null: the default branch.</param>
    /// <param name="database">Database.</param>
    /// <param name="role">Role.</param>
    /// <param name="pooled">Whether the pooler's host is wanted.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<NeonConnectionUri> GetConnectionUriAsync(
        string projectId,
        string? branchId,
        string database,
        string role,
        bool pooled,
        CancellationToken stop
    )
    {
        Name(database);
        Name(role);
        var call = $"/projects/{Id(projectId)}/connection_uri";
        var answer = await CallAsync(
                "GET",
                call,
                Repeat.Free,
                s => _api.GetConnectionUri(projectId, branchId, null, database, role, pooled ? "true" : "false", s),
                NeonJson.Default.UriAnswer,
                stop
            )
            .ConfigureAwait(false);
        return NeonConnectionUri.TryParse(answer.Uri)
            ?? throw new NeonUnavailableException(
                new($"GET {call}") { Status = 200, Message = "the answer holds no connection URI that can be read" },
                outcomeUnknown: false
            );
    }

    /// <summary>One operation.</summary>
    public async Task<NeonOperation> GetOperationAsync(string projectId, string operationId, CancellationToken stop) =>
        (
            await CallAsync(
                    "GET",
                    $"/projects/{Id(projectId)}/operations/{Segment(operationId)}",
                    Repeat.Free,
                    s => _api.GetOperation(projectId, operationId, s),
                    NeonJson.Default.OperationAnswer,
                    stop
                )
                .ConfigureAwait(false)
        ).Operation;

    /// <summary>Operations of a project, newest first.</summary>
    public async IAsyncEnumerable<NeonOperation> ListOperationsAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        string? cursor = null;
        while (true)
        {
            var from = cursor;
            var page = await CallAsync(
                    "GET",
                    $"/projects/{Id(projectId)}/operations",
                    Repeat.Free,
                    s => _api.ListOperations(projectId, PageOfOperations, from, s),
                    NeonJson.Default.OperationsAnswer,
                    stop
                )
                .ConfigureAwait(false);
            foreach (var operation in page.Operations)
            {
                yield return operation;
            }

            cursor = page.Pagination?.Cursor;
            if (page.Operations.Count < PageOfOperations || string.IsNullOrEmpty(cursor) || cursor == from)
            {
                yield break;
            }
        }
    }

    /// <summary>
    /// Waits until all operations have ended well; throws <see cref="NeonOperationException"/> for the first that did not.
    /// </summary>
    public async Task WaitAsync(string projectId, IReadOnlyList<NeonOperation> operations, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(_options.OperationPatience);
        var pause = _options.PollPause;
        foreach (var started in operations)
        {
            var operation = started;
            while (!operation.Succeeded)
            {
                if (operation.Failed)
                {
                    throw Ended(projectId, operation, operation.Error is { Length: > 0 } why ? why : $"ended as {operation.Status}");
                }

                _watcher.Value?.Invoke($"waiting for Neon: {operation.Action} {operation.Status}");
                try
                {
                    await Task.Delay(pause, deadline.Token).ConfigureAwait(false);
                    operation = await GetOperationAsync(projectId, operation.Id, deadline.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    throw Ended(projectId, operation, $"was still {operation.Status} after {_options.OperationPatience.TotalSeconds:0} s");
                }

                pause = pause * 1.5 < _options.PollPause * 10 ? pause * 1.5 : _options.PollPause * 10;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static NeonOperationException Ended(string projectId, NeonOperation operation, string why) =>
        new(
            new($"operation {operation.Action} {operation.Id} of project {projectId}") { Message = why, Code = operation.Status },
            operation
        );

    private static SocketsHttpHandler NewTransport(Uri address) =>
        new()
        {
            // A redirect would drop the Authorization header; the API has none.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
        };

    private static string BranchPath(string projectId, string branchId) => $"/projects/{Id(projectId)}/branches/{Id(branchId)}";

    private static string RolePath(string projectId, string branchId, string role) =>
        $"{BranchPath(projectId, branchId)}/roles/{Segment(role)}";

    /// <summary>An empty segment would shift the route to another call.</summary>
    private static string Id(string id) => NeonNames.IdProblem(id) is { } problem ? throw new ArgumentException(problem, nameof(id)) : id;

    private static string Segment(string name) => Uri.EscapeDataString(Name(name));

    private static string Name(string name) => name.Length > 0 ? name : throw new ArgumentException("The name is empty.", nameof(name));

    /// <summary>The same values sent twice leave the same project, so a lost answer is no reason to stop.</summary>
    private async Task<WithOperations<NeonProject>> UpdateAsync(string projectId, NeonProjectSettings settings, CancellationToken stop)
    {
        var answer = await CallAsync(
                "PATCH",
                $"/projects/{Id(projectId)}",
                Repeat.Free,
                s => _api.UpdateProject(projectId, new(new(settings)), s),
                NeonJson.Default.ProjectAnswer,
                stop
            )
            .ConfigureAwait(false);
        return new(answer.Project, answer.Operations ?? []);
    }

    private async Task<T> CallAsync<T>(
        string method,
        string path,
        Repeat repeat,
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        JsonTypeInfo<T> type,
        CancellationToken stop
    )
        where T : class => (await CallAsync(method, path, repeat, mayBeEmpty: false, send, type, stop).ConfigureAwait(false))!;

    private Task<T?> CallOptionalAsync<T>(
        string method,
        string path,
        Repeat repeat,
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        JsonTypeInfo<T> type,
        CancellationToken stop
    )
        where T : class => CallAsync(method, path, repeat, mayBeEmpty: true, send, type, stop);

    private async Task<T?> CallAsync<T>(
        string method,
        string path,
        Repeat repeat,
        bool mayBeEmpty,
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        JsonTypeInfo<T> type,
        CancellationToken stop
    )
        where T : class
    {
        var call = $"{method} {path}";
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            NeonException failure;
            TimeSpan? asked = null;
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop))
            {
                limit.CancelAfter(_options.CallTimeout);
                try
                {
                    using var answer = await send(limit.Token).ConfigureAwait(false);
                    var body = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
                    if (answer.IsSuccessStatusCode && (body.Length > 0 || mayBeEmpty))
                    {
                        return Parse(call, method, answer, body, type);
                    }

                    asked = RetryAfter(answer);
                    failure = answer.IsSuccessStatusCode
                        ? new NeonUnavailableException(
                            new(call)
                            {
                                Status = (int)answer.StatusCode,
                                Attempts = attempt,
                                Message = "the answer has no body",
                            },
                            outcomeUnknown: method != "GET"
                        )
                        : Classify(Read(call, answer, body, out var isNeon) with { Attempts = attempt }, isNeon);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    failure = new NeonUnavailableException(
                        new(call) { Attempts = attempt, Message = $"no answer within {_options.CallTimeout.TotalSeconds:0} s" },
                        outcomeUnknown: method != "GET"
                    );
                }
                catch (HttpRequestException exception) when (NeverSent(exception))
                {
                    failure = new NeonUnreachableException(
                        new(call)
                        {
                            Attempts = attempt,
                            Message = $"cannot connect to {_options.Address.Authority}: {Scrub(exception.Message)}",
                        },
                        exception
                    );
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    failure = new NeonUnavailableException(
                        new(call)
                        {
                            Attempts = attempt,
                            Message = $"the connection to {_options.Address.Authority} broke: {Scrub(exception.Message)}",
                        },
                        outcomeUnknown: method != "GET",
                        exception
                    );
                }
            }

            var pause = Pause(attempt, asked);
            if (
                !MayRepeat(failure, repeat, isRead: method == "GET", attempt)
                || TimeProvider.System.GetElapsedTime(started) + pause > _options.Patience
            )
            {
                throw failure;
            }

            _watcher.Value?.Invoke(
                failure switch
                {
                    NeonLockedException => "waiting for Neon: another operation of the project is under way",
                    NeonRateLimitedException => "waiting for Neon: too many requests",
                    _ => $"waiting for Neon: {failure.Failure.Message}",
                }
            );
            await Task.Delay(pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>A change is worth waiting for; somebody who only looks wants to know soon that it cannot be seen.</summary>
    private bool MayRepeat(NeonException failure, Repeat repeat, bool isRead, int attempt) =>
        failure switch
        {
            NeonLockedException or NeonRateLimitedException or NeonUnavailableException { Failure.Status: 503 } => !isRead
                || attempt < _options.Attempts * 2,
            NeonUnreachableException => attempt < Math.Min(2, _options.Attempts),
            NeonUnavailableException => attempt < _options.Attempts && repeat == Repeat.Free,
            _ => false,
        };

    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        if (asked is { } wanted)
        {
            return wanted;
        }

        var longest = Math.Min(
            _options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 20)),
            _options.LongestPause.TotalMilliseconds
        );
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - (answer.Headers.Date ?? DateTimeOffset.UtcNow) : null);
        return wait is { } w ? (w < TimeSpan.Zero ? TimeSpan.Zero : w) : null;
    }

    private static bool NeverSent(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static T? Parse<T>(string call, string method, HttpResponseMessage answer, byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        if (answer.StatusCode == HttpStatusCode.NoContent || body.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException exception)
        {
            // The body may hold a password, so only the place of the fault is told.
            throw new NeonUnavailableException(
                new(call)
                {
                    Status = (int)answer.StatusCode,
                    Message = $"the answer is not what the Neon API promises (at {exception.Path ?? "$"}); is the address right?",
                },
                outcomeUnknown: method != "GET"
            );
        }
    }

    private NeonFailure Read(string call, HttpResponseMessage answer, byte[] body, out bool isNeon)
    {
        ErrorAnswer? error = null;
        try
        {
            error = body.Length == 0 ? null : JsonSerializer.Deserialize(body, NeonJson.Default.ErrorAnswer);
        }
        catch (JsonException)
        {
            // A content delivery network answers in HTML; its words are shown below.
        }

        isNeon = error?.Message is { Length: > 0 };
        var message =
            error?.Message is { Length: > 0 } said ? said
            : body.Length == 0 ? answer.ReasonPhrase ?? "no explanation"
            : Printable(body);
        return new(call)
        {
            Status = (int)answer.StatusCode,
            Code = error?.Code ?? "",
            Message = Scrub(message),
            RequestId = error?.RequestId ?? (answer.Headers.TryGetValues("X-Request-ID", out var ids) ? ids.FirstOrDefault() : null),
        };
    }

    private static string Printable(byte[] body) =>
        string.Join(' ', Cut(System.Text.Encoding.UTF8.GetString(body)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Never within a word: half a password is not recognised as one by whoever hides them.
    private static string Cut(string text) =>
        text.Length <= ShownLength ? text : text[..(text.AsSpan(0, ShownLength).LastIndexOfAny(" \t\r\n\",'<>{}[]") + 1)];

    private string Scrub(string text) =>
        _options.ApiKey.Length > 0 ? text.Replace(_options.ApiKey, "[secret]", StringComparison.Ordinal) : text;

    private static NeonException Classify(NeonFailure failure, bool isNeon) =>
        failure.Status switch
        {
            // Any server says 404 to a path that it does not have; only Neon's own word means that the object is gone.
            404 when !isNeon => new NeonUnavailableException(failure, outcomeUnknown: false),
            401 or 403 => new NeonUnauthorizedException(failure),
            404 => new NeonNotFoundException(failure),
            409 => new NeonConflictException(failure),
            423 => new NeonLockedException(failure),
            429 => new NeonRateLimitedException(failure),
            >= 500 => new NeonUnavailableException(failure, outcomeUnknown: failure.Status != 503),
            >= 400 => new NeonRefusedException(failure),
            _ => new NeonUnavailableException(failure, outcomeUnknown: false),
        };

    private enum Repeat
    {
        /// <summary>A second execution leaves the same result.</summary>
        Free,

        /// <summary>A second execution would make or break something: only after an answer that says nothing was carried out.</summary>
        Costly,
    }

    private sealed class Disposer(Action dispose) : IDisposable
    {
        private Action? _dispose = dispose;

        public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
    }

    /// <summary>What every request carries.</summary>
    private sealed class Envelope(NeonOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
            request.Headers.Accept.Add(new("application/json"));
            request.Headers.UserAgent.ParseAdd(options.UserAgent);
            request.Headers.TryAddWithoutValidation("X-Request-ID", Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
