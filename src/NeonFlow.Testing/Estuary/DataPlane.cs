using System.Net;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>Starts connectors: for the unary calls of a publication, and for captures that run.</summary>
internal sealed class DataPlane(
    IConnectorRegistry connectors,
    ConfigEncryption encryption,
    CollectionStore collections,
    EstuaryCloudOptions options
) : IAsyncDisposable
{
    private readonly Dictionary<string, CaptureTask> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Database, int Port), DataPlaneInfo> _egress = [];
    private readonly Lock _gate = new();

    public ConfigEncryption Encryption => encryption;
    public CollectionStore Collections => collections;
    public TimeSpan RestartPause => options.RestartPause;
    public TimeSpan ActivationDelay => options.ActivationDelay;

    public bool Knows(string image) => connectors.Create(image) is not null;

    public IConnector Connector(string image) =>
        connectors.Create(image) ?? throw new ConnectorException($"Forbidden connector image '{image}'");

    public async Task<JsonObject> CallAsync(string image, JsonObject request, string answer, Action<string> log, CancellationToken stop)
    {
        await using var session = ConnectorSession.Start(Connector(image), log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.ConnectorTimeout);
        try
        {
            var result = await session.CallAsync(request, answer, limit.Token).ConfigureAwait(false);
            session.CloseRequests();
            return result;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ConnectorException($"the connector did not answer within {options.ConnectorTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>
    /// Which data plane connects to that database as that user, at that port or through something that stands before it; null where none
    /// does.
    /// </summary>
    public DataPlaneInfo? PlaneOf(string user, string database, int port)
    {
        lock (_gate)
        {
            return _egress.GetValueOrDefault((user, database, port))
                ?? _egress.FirstOrDefault(e => (e.Key.User, e.Key.Database) == (user, database)).Value;
        }
    }

    /// <summary>What a connector says of a database that refuses the data plane's address; null where it is allowed.</summary>
    public string? EgressRefusal(DataPlaneInfo plane, JsonObject config, bool discover)
    {
        if (config["address"].String() is not { } address)
        {
            return null;
        }
        var login = config["user"].String() ?? "";
        var colon = address.LastIndexOf(':');
        var host = colon > 0 ? address[..colon] : address;
        var port = colon > 0 && int.TryParse(address[(colon + 1)..], out var p) && p is > 0 and < 65536 ? p : 5432;
        lock (_gate)
        {
            _egress[(login, config["database"].String() ?? login, port)] = plane;
        }
        if (options.EgressAllowed is not { } allowed)
        {
            return null;
        }
        var local = host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal);
        var target =
            local ? new IPEndPoint(IPAddress.Loopback, port)
            : IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port)
            : null;
        if (allowed(plane, target))
        {
            return null;
        }

        var from = plane.CidrBlocks.Count > 0 ? plane.CidrBlocks[0].Split('/')[0] : "127.0.0.1";
        var cause =
            $"failed to connect to `user={login} database={config["database"].String() ?? login}`: {target?.ToString() ?? address} "
            + $"({host}): server error: ERROR: "
            + $"This IP address {from} is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console. "
            + "Make sure to check for IPv4 or IPv6 addresses. (SQLSTATE XX000)";
        if (discover)
        {
            return "error listing database tables: error executing query: " + cause;
        }
        return "the capture cannot run due to the following error(s):"
            + $"\n - unable to query 'wal_level' system variable: {cause}"
            + $"\n - error querying REPLICATION role for user \"{login}\": {cause}"
            + $"\n - error querying replication slots: {cause}"
            + $"\n - error querying publications: {cause}";
    }

    public void Activate(string name, CaptureBuild? build)
    {
        lock (_gate)
        {
            if (!_tasks.TryGetValue(name, out var task))
            {
                if (build is null)
                {
                    return;
                }
                _tasks[name] = task = new CaptureTask(this);
            }
            task.Activate(build);
        }
    }

    public CaptureTask? Task(string name)
    {
        lock (_gate)
        {
            return _tasks.GetValueOrDefault(name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<CaptureTask> tasks;
        lock (_gate)
        {
            tasks = [.. _tasks.Values];
        }
        await System.Threading.Tasks.Task.WhenAll(tasks.Select(t => t.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}
