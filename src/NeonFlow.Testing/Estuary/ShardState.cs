namespace NeonFlow.Testing.Estuary;

/// <summary>Where the shard of a capture stands.</summary>
public enum ShardState
{
    /// <summary>Published, not started yet, or waiting to be started again.</summary>
    Pending,

    /// <summary>Its connector is being started: applied, opened, not yet running.</summary>
    Starting,

    /// <summary>Its connector runs.</summary>
    Ok,

    /// <summary>Its connector failed; it is started again after a pause.</summary>
    Failed,

    /// <summary>Disabled or deleted: nothing runs.</summary>
    Stopped,
}
