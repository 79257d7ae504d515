using System.Collections.Concurrent;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Looks up where a Neon address leads and with which password. Resources that ask at once share one look-up; its answer is remembered for
/// seconds only, so that a rotated password or a moved endpoint is followed.
/// </summary>
/// <param name="neon">The API; throws where there is no key.</param>
/// <param name="clock">The clock.</param>
internal sealed class NeonAddresses(Func<NeonClient> neon, TimeProvider clock)
{
    private readonly RememberedLookups<AddressKey, PostgresAddress> _addresses = new(clock);
    private readonly RememberedLookups<(NeonProjectId Project, string Path), NeonBranchId> _defaults = new(clock);
    private readonly RememberedLookups<(NeonProjectId Project, NeonBranchId? Branch), HostsOfBranch> _hosts = new(clock);
    private readonly ConcurrentDictionary<PostgresAddress, AddressKey> _keys = new();
    private readonly ConcurrentDictionary<(string Host, int Port), (NeonProjectId, NeonBranchId)> _branches = new();

    /// <summary>
    /// The direct (not pooled) address. Failures are diagnostics at <paramref name="path"/>.
    /// </summary>
    public Task<PostgresAddress> FindAsync(Connection connection, string path, CancellationToken stop)
    {
        if (connection.Database is not { Length: > 0 } database)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MissingInput,
                    PropertyPath.Member(path, PropertyPath.Of(nameof(Connection.Database))),
                    $"{path} names the Neon project {connection.ProjectId} but no database."
                )
                {
                    Fix = "Database = \"neondb\"",
                }
            );
        }
        return FindAsync(new(connection.ProjectId!, connection.BranchId, database, connection.Role, path), stop);
    }

    /// <summary>
    /// The address anew, after the server refused its login; null where it was not looked up here or the answer is still the same.
    /// </summary>
    public async Task<PostgresAddress?> RenewAsync(PostgresAddress refused, CancellationToken stop)
    {
        if (!_keys.TryGetValue(refused, out var key))
        {
            return null;
        }
        // Another session may have renewed it already.
        _addresses.Forget(key, refused);
        try
        {
            var now = await FindAsync(key, stop);
            return now == refused ? null : now;
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>The hosts of a branch, or of the project's default branch.</summary>
    public Task<HostsOfBranch> HostsAsync(NeonProjectId project, NeonBranchId? branch, CancellationToken stop) =>
        _hosts.GetAsync(
            (project, branch),
            async (key, ct) =>
            {
                var found = await neon().BranchAsync(key.Project, key.Branch, ct);
                return new(found, [.. (await neon().ListEndpointsAsync(key.Project, found, ct)).Select(static e => e.Host)]);
            },
            stop
        );

    /// <summary>
    /// Whether what an address names is gone for certain: the project was deleted, or it exists without that branch or database. Throws a
    /// diagnostic where it cannot be known.
    /// </summary>
    public async Task<bool> IsGoneAsync(Connection connection, CancellationToken stop)
    {
        var project = connection.ProjectId!;
        try
        {
            var branch = await neon().BranchAsync(project, connection.BranchId, stop);
            return (await neon().ListDatabasesAsync(project, branch, stop)).All(d => d.Name != connection.Database);
        }
        catch (NeonNotFoundException)
        {
            await neon().EnsureDeletedAsync(project, stop);
            return true;
        }
    }

    /// <summary>The branch behind a host; null where none was looked up there.</summary>
    public (NeonProjectId Project, NeonBranchId Branch)? BranchAt(string host, int port) =>
        _branches.TryGetValue((host, port), out var branch) ? branch : null;

    /// <summary>Forgets what is known of a project: a change may have moved an endpoint or reset a password.</summary>
    public void Forget(NeonProjectId project)
    {
        _addresses.Forget(k => k.Project == project);
    }

    /// <summary>The default branch of today. Failures are diagnostics at <paramref name="path"/>.</summary>
    public Task<NeonBranchId> DefaultBranchAsync(NeonProjectId project, string path, CancellationToken stop) =>
        _defaults.GetAsync(
            (project, path),
            async (key, ct) =>
            {
                try
                {
                    return await neon().BranchAsync(key.Project, null, ct);
                }
                catch (NeonException failure)
                {
                    throw new DiagnosticException(NeonFailures.Read(failure, key.Path), failure);
                }
            },
            stop
        );

    private Task<PostgresAddress> FindAsync(AddressKey key, CancellationToken stop) => _addresses.GetAsync(key, LookUpAsync, stop);

    private async Task<PostgresAddress> LookUpAsync(AddressKey key, CancellationToken stop)
    {
        try
        {
            var branch = key.Branch ?? await DefaultBranchAsync(key.Project, key.Path, stop);
            var role = key.Role ?? await OwnerAsync(key, branch, stop);
            var uri = await neon().GetConnectionUriAsync(key.Project, branch, key.Database, role, pooled: false, stop);
            var address = new PostgresAddress(uri.Host, uri.Port, uri.Database, uri.User, PostgresAddress.DefaultTls(uri.Host))
            {
                Password = uri.Password,
            };
            _keys[address] = key;
            _branches[(uri.Host, uri.Port)] = (key.Project, branch);
            return address;
        }
        catch (NeonException failure)
        {
            throw new DiagnosticException(NeonFailures.Read(failure, key.Path), failure);
        }
    }

    private async Task<string> OwnerAsync(AddressKey key, NeonBranchId branch, CancellationToken stop) =>
        (await neon().ListDatabasesAsync(key.Project, branch, stop))
            .Named(key.Database, key.Project, branch, PropertyPath.Member(key.Path, PropertyPath.Of(nameof(Connection.Database))))
            .OwnerName;

    // Failures name the input, so look-ups for different inputs are different ones.
    private sealed record AddressKey(NeonProjectId Project, NeonBranchId? Branch, string Database, string? Role, string Path);
}
