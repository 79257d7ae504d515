using System.Collections.Concurrent;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Looks up where a Neon address leads and with which password. Remembered for seconds only, so that a rotated password or a moved endpoint
/// is followed within one operation.
/// </summary>
internal sealed class NeonAddresses(UpstreamClients upstreams) : INeonAddresses
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(string Project, string? Branch, string Database, string? Role), Found> _known = new();

    public async Task<PostgresAddress> FindAsync(Connection connection, string path, CancellationToken stop)
    {
        var project = connection.ProjectId!;
        if (NeonNames.ProjectIdProblem(project) is { } badProject)
        {
            throw new DiagnosticException(
                new Diagnostic(NeonDiagnostics.BadId, PropertyPath.Member(path, "projectId"), $"{badProject}.")
                {
                    Fix = "ProjectId = \"quiet-lake-12345678\"   // the id in the console's address, not the name",
                }
            );
        }

        if (connection.BranchId is { } branchId && NeonNames.BranchIdProblem(branchId) is { } badBranch)
        {
            throw new DiagnosticException(new Diagnostic(NeonDiagnostics.BadId, PropertyPath.Member(path, "branchId"), $"{badBranch}."));
        }

        if (connection.Database is not { Length: > 0 } database)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MissingInput,
                    PropertyPath.Member(path, "database"),
                    $"{path} names the Neon project {project} but no database."
                )
                {
                    Fix = "Database = \"neondb\"",
                }
            );
        }

        var key = (project, connection.BranchId, database, connection.Role);
        if (_known.TryGetValue(key, out var found) && TimeProvider.System.GetElapsedTime(found.At) < Remembered)
        {
            return found.Address;
        }

        var neon = upstreams.Neon;
        NeonConnectionUri uri;
        try
        {
            var branch = connection.BranchId ?? (await neon.GetDefaultBranchAsync(project, stop).ConfigureAwait(false)).Id;
            var role = connection.Role ?? await OwnerAsync(neon, project, branch, database, path, stop).ConfigureAwait(false);
            uri = await neon.GetConnectionUriAsync(project, branch, database, role, pooled: false, stop).ConfigureAwait(false);
        }
        catch (NeonException failure)
        {
            throw new DiagnosticException(NeonFailures.Read(failure, path), failure);
        }

        var address = new PostgresAddress(
            uri.Host,
            uri.Port,
            uri.Database,
            uri.User,
            UpstreamClients.IsLoopback(uri.Host) ? TlsMode.Disable : TlsMode.VerifyFull
        )
        {
            Password = uri.Password,
        };
        _known[key] = new(address, TimeProvider.System.GetTimestamp());
        return address;
    }

    /// <inheritdoc/>
    public async Task<bool> IsGoneAsync(Connection connection, CancellationToken stop)
    {
        try
        {
            var branch =
                connection.BranchId ?? (await upstreams.Neon.GetDefaultBranchAsync(connection.ProjectId!, stop).ConfigureAwait(false)).Id;
            return (await upstreams.Neon.ListDatabasesAsync(connection.ProjectId!, branch, stop).ConfigureAwait(false)).All(d =>
                d.Name != connection.Database
            );
        }
        catch (NeonNotFoundException)
        {
            await NeonPreview.EnsureDeletedAsync(upstreams.Neon, connection.ProjectId!, stop).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Forgets what is known of a project: a password was reset, or a login was refused.</summary>
    public void Forget(string project)
    {
        foreach (var key in _known.Keys.Where(k => k.Project == project))
        {
            _known.TryRemove(key, out _);
        }
    }

    private static async Task<string> OwnerAsync(
        NeonClient neon,
        string project,
        string branch,
        string database,
        string path,
        CancellationToken stop
    )
    {
        var all = await neon.ListDatabasesAsync(project, branch, stop).ConfigureAwait(false);
        return all.FirstOrDefault(d => d.Name == database)?.OwnerName
            ?? throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.Missing,
                    PropertyPath.Member(path, "database"),
                    $"The branch {branch} of project {project} has no database \"{database}\"; it has "
                        + $"{Words.List(all.Select(static d => d.Name))}."
                )
                {
                    Kind = FailureKind.NotFound,
                }
            );
    }

    private sealed record Found(PostgresAddress Address, long At);
}
