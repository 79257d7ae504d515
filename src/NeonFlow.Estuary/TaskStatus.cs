namespace NeonFlow.Estuary;

/// <summary>How a live task does.</summary>
public sealed record TaskStatus
{
    /// <summary>It runs.</summary>
    public const string Ok = "OK";

    /// <summary>It runs, and something is to be said of it.</summary>
    public const string Warning = "WARNING";

    /// <summary>It failed.</summary>
    public const string Error = "ERROR";

    /// <summary>It is not known yet how it does.</summary>
    public const string Pending = "PENDING";

    /// <summary>It is switched off.</summary>
    public const string Disabled = "TASK_DISABLED";

    /// <summary>Catalogue name.</summary>
    public required string Name { get; init; }

    /// <summary>In upper case: <c>OK, WARNING, ERROR, TASK_DISABLED</c>; <c>PENDING</c> where the last build is not active yet.</summary>
    public required string Status { get; init; }

    /// <summary>In words.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The last words of the connector itself.</summary>
    public string? ConnectorMessage { get; init; }

    /// <summary>The error that stopped it last.</summary>
    public string? LastFailure { get; init; }

    /// <summary>When it failed or was started last; null where nobody says.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>How often it failed since it was published last; null where nobody counts.</summary>
    public int? Failures { get; init; }

    /// <summary>Whether it was disabled.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether the last build is active and all its shards run.</summary>
    public bool IsRunning { get; init; }
}
