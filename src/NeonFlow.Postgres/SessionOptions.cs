namespace NeonFlow.Postgres;

/// <summary>How a session behaves.</summary>
public sealed record SessionOptions
{
    /// <summary>application_name of the session; default "neonflow".</summary>
    public string ApplicationName { get; init; } = "neonflow";

    /// <summary>
    /// How long work is begun anew after its session was ended, while a server that answered is not ready, or when a catalogue race was
    /// lost; default 30 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server that does not answer at all is tried again; default zero: a look does without it.</summary>
    public TimeSpan AwayPatience { get; init; }

    /// <summary>lock_timeout; default 5 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Default of <see cref="StatementTimeout"/>.</summary>
    public static TimeSpan DefaultStatementTimeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>statement_timeout; default 60 s.</summary>
    public TimeSpan StatementTimeout { get; init; } = DefaultStatementTimeout;
}
