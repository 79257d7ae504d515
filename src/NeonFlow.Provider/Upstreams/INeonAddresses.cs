using NeonFlow.Postgres;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Looks up a Neon address each time it is used: direct host, port and password of a role on a branch.</summary>
public interface INeonAddresses
{
    /// <summary>
    /// The direct (not pooled) address. Failures are the Neon client's exceptions or diagnostics at <paramref name="path"/>.
    /// </summary>
    Task<PostgresAddress> FindAsync(Connection connection, string path, CancellationToken stop);

    /// <summary>
    /// Whether what an address names is gone for certain: the project was deleted, or it is there without that branch or database. Throws a
    /// diagnostic where it cannot be known.
    /// </summary>
    Task<bool> IsGoneAsync(Connection connection, CancellationToken stop);
}
