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

    /// <summary>The server cancelled the statement: it took longer than it may, or somebody asked for it (57014).</summary>
    Cancelled,

    /// <summary>Two sessions changed the same catalogue row; the loser repeats.</summary>
    ConcurrentCatalogUpdate,

    /// <summary>The server lacks what the statement needs: wal_level, replica identity, a free slot.</summary>
    Prerequisite,

    /// <summary>Other objects depend on what was to be taken away.</summary>
    Dependents,

    /// <summary>No connection is free for this role, database or server: too many are open, or a limit is too low.</summary>
    NoConnection,

    /// <summary>The connection is turned away before the login: by the rules of a proxy, or because the database takes none.</summary>
    TurnedAway,

    /// <summary>The server is out of memory or disk.</summary>
    Exhausted,

    /// <summary>The statement or a value in it is not valid.</summary>
    Invalid,
}
