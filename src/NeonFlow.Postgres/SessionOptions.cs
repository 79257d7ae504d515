namespace NeonFlow.Postgres;

/// <summary>How a session behaves.</summary>
public sealed record SessionOptions
{
    /// <summary>application_name of the session; default "neonflow".</summary>
    public string ApplicationName { get; init; } = "neonflow";

    /// <summary>How long a server that is away is tried again; default zero: at once is enough for a look, a change may wait.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>lock_timeout; default 5 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>statement_timeout; default 60 s.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a lost catalogue race or a held lock is tried again; default 8.</summary>
    public int Attempts { get; init; } = 8;
}
