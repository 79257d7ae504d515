namespace NeonFlow.Postgres;

/// <summary>What kind of failure a database answered with.</summary>
public enum DatabaseFailure
{
    /// <summary>Anything not named below.</summary>
    Other,

    /// <summary>Host unknown, nothing listens, no answer, the server is starting.</summary>
    Unreachable,

    /// <summary>The session was ended from outside: the server restarts, somebody ended it, the line broke.</summary>
    SessionEnded,

    /// <summary>The server is there and refuses this role or password.</summary>
    LoginRefused,

    /// <summary>The server has no such database.</summary>
    DatabaseMissing,

    /// <summary>The role may not do that (42501).</summary>
    NotAllowed,

    /// <summary>A named object does not exist.</summary>
    NotFound,

    /// <summary>An object of that name exists already.</summary>
    AlreadyExists,

    /// <summary>Something else holds what is needed: a lock, a slot in use.</summary>
    Busy,

    /// <summary>Two sessions changed the same catalogue row; the loser repeats.</summary>
    ConcurrentCatalogUpdate,

    /// <summary>The server lacks what the statement needs: wal_level, replica identity, a free slot.</summary>
    Prerequisite,

    /// <summary>Other objects depend on what was to be taken away.</summary>
    Dependents,

    /// <summary>The server is out of connections, memory or disk.</summary>
    Exhausted,

    /// <summary>The statement or a value in it is not valid.</summary>
    Invalid,
}
