namespace NeonFlow.Postgres;

/// <summary>A failure at the database, worded for people; never holds a password.</summary>
public sealed class DatabaseException : Exception
{
    internal DatabaseException(
        DatabaseFailure failure,
        string? sqlState,
        string where,
        string reason,
        string? statement,
        string? hint,
        Exception? inner
    )
        : base(statement is null ? $"{where}: {reason}" : $"{where}: {reason} (statement: {Shorten(statement)})", inner)
    {
        Failure = failure;
        SqlState = sqlState;
        Where = where;
        Reason = reason;
        Statement = statement;
        Hint = hint;
    }

    /// <summary>The kind of failure.</summary>
    public DatabaseFailure Failure { get; }

    /// <summary>The server's SQLSTATE; null where no server answered.</summary>
    public string? SqlState { get; }

    /// <summary>user@host:port/database.</summary>
    public string Where { get; }

    /// <summary>What the server said.</summary>
    public string Reason { get; }

    /// <summary>The statement that failed, where one was under way.</summary>
    public string? Statement { get; }

    /// <summary>The server's own hint or detail.</summary>
    public string? Hint { get; }

    /// <summary>The function of the database in which it happened, as the server tells it; null: in none.</summary>
    public string? Function { get; init; }

    /// <summary>Whether a session was open when it happened.</summary>
    internal bool InSession { get; init; }

    /// <summary>Whether the server was waited for until the time was over.</summary>
    internal bool IsSilence { get; init; }

    /// <summary>Whether it happened before the settings of the session counted: in the login, or in one of the first statements.</summary>
    public bool AtStart
    {
        get => field || Statement is null;
        internal set;
    }

    /// <summary>Whether the answer to COMMIT is missing: what was changed may last or not.</summary>
    public bool InCommit { get; internal set; }

    private static string Shorten(string statement) => statement.Length <= 400 ? statement : string.Concat(statement.AsSpan(0, 400), "...");
}
