using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>The way to the database of an SQL resource, with failures that name the inputs they come from.</summary>
/// <param name="upstreams">Clients.</param>
/// <param name="kind">Kind of the object, for application_name.</param>
internal sealed class DatabaseAccess(UpstreamClients upstreams, string kind)
{
    private static readonly string Path = PropertyPath.Of(nameof(Connection));

    // A look does without a server that does not answer; a change waits for it.
    private static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(30);

    /// <summary>The address that a connection means.</summary>
    public Task<PostgresAddress> ResolveAsync(Connection? connection, CancellationToken stop) =>
        upstreams.ResolveAsync(connection, Path, stop);

    /// <summary>The address that a connection means, with the direct host where it names a pooler, and the host that it names.</summary>
    public Task<(PostgresAddress Address, string Host)> ResolveDirectAsync(Connection? connection, CancellationToken stop) =>
        upstreams.ResolveDirectAsync(connection, Path, stop);

    /// <summary>The address of what exists; null where the whole database, branch or project is gone for certain.</summary>
    public async Task<PostgresAddress?> ResolveOrGoneAsync(Connection? connection, CancellationToken stop)
    {
        try
        {
            return await ResolveAsync(connection, stop);
        }
        catch (DiagnosticException missing)
            when (connection is { IsNeon: true } && missing.Diagnostics.All(static d => d.Kind == FailureKind.NotFound))
        {
            if (await upstreams.NeonAddresses.IsGoneAsync(connection, stop))
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Looks, in a transaction that is rolled back.</summary>
    public Task<TResult> ReadAsync<TResult>(
        Connection? connection,
        PostgresAddress address,
        Func<PostgresSession, CancellationToken, Task<TResult>> work,
        CancellationToken stop
    ) => WithPathsAsync(connection, () => upstreams.Sessions.ReadAsync(address, Options(TimeSpan.Zero), work, stop));

    /// <summary>Changes, in one transaction under an advisory lock.</summary>
    public Task<TResult> ChangeAsync<TResult>(
        Connection? connection,
        PostgresAddress address,
        string lockName,
        Func<PostgresSession, CancellationToken, Task<TResult>> work,
        CancellationToken stop
    ) => WithPathsAsync(connection, () => upstreams.Sessions.ChangeAsync(address, lockName, Options(ChangePatience), work, stop));

    /// <summary>Works outside of any transaction.</summary>
    public Task<TResult> OutsideTransactionAsync<TResult>(
        Connection? connection,
        PostgresAddress address,
        Func<PostgresSession, CancellationToken, Task<TResult>> work,
        CancellationToken stop
    ) => WithPathsAsync(connection, () => upstreams.Sessions.OutsideTransactionAsync(address, Options(ChangePatience), work, stop));

    /// <summary>
    /// Whether a look failed because the saved address leads nowhere: a database or a host that does not exist any more says nothing about
    /// the object, because the program may have moved with it, and the program runs only afterwards.
    /// </summary>
    public static bool IsAddressFailure(DiagnosticException e) =>
        e.Diagnostics.All(static d => d.Kind is FailureKind.NotFound or FailureKind.Invalid)
        && (e.InnerException is not DatabaseException database || database.Failure == DatabaseFailure.DatabaseMissing);

    /// <summary>Whether the database does not exist any more, so that everything in it went with it.</summary>
    public static bool IsDatabaseMissing(DiagnosticException e) =>
        e.InnerException is DatabaseException { Failure: DatabaseFailure.DatabaseMissing };

    private SessionOptions Options(TimeSpan away) => new() { ApplicationName = $"neonflow {kind}", AwayPatience = away };

    private static async Task<TResult> WithPathsAsync<TResult>(Connection? connection, Func<Task<TResult>> work)
    {
        try
        {
            return await work();
        }
        catch (DatabaseException e)
        {
            throw new DiagnosticException(PostgresFailures.Read(e, connection), e);
        }
    }
}
