using Npgsql;

namespace NeonFlow.Testing.Postgres;

// A second server with the data of this one.
public sealed partial class PostgresServer
{
    /// <summary>
    /// Starts another server on a copy of this one's data as it is now, with its object ids, roles and passwords, and without its
    /// replication slots. This one goes on meanwhile.
    /// </summary>
    internal async Task<PostgresServer> CopyAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        PostgresServer copy;
        try
        {
            var folder = IsRunning
                ? await CopyRunningAsync(cancellationToken).ConfigureAwait(false)
                : await PostgresTemplate.CopyDataAsync(DataDirectory, FolderPrefix).ConfigureAwait(false);
            copy = new PostgresServer(_options with { Settings = _settings }, Binaries, folder, SuperuserPassword)
            {
                _firstState = _firstState,
                _firstRoles = _firstRoles,
            };
        }
        finally
        {
            _gate.Release();
        }
        try
        {
            await copy.TakeOwnershipAsync(cancellationToken).ConfigureAwait(false);
            await using var first = await copy.StartOnFreePortAsync(SuperuserPassword, cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // PostgreSQL's own way to copy a running server: between the two calls it logs whatever a copy made meanwhile needs.
    private async Task<string> CopyRunningAsync(CancellationToken cancellationToken)
    {
        var (start, stop) =
            Binaries.Major >= 15
                ? ("SELECT pg_backup_start('copy', true)", "SELECT labelfile FROM pg_backup_stop(false)")
                : ("SELECT pg_start_backup('copy', true, false)", "SELECT labelfile FROM pg_stop_backup(false, false)");
        await using var connection = new NpgsqlConnection(ConnectionString());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var starting = new NpgsqlCommand(start, connection);
        await starting.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var folder = await PostgresTemplate.CopyDataAsync(DataDirectory, FolderPrefix).ConfigureAwait(false);
        await using var stopping = new NpgsqlCommand(stop, connection);
        var label = (string)(await stopping.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        await PostgresTemplate.CopyLogAsync(DataDirectory, folder, label).ConfigureAwait(false);
        return folder;
    }
}
