namespace NeonFlow.Provider.Contracts;

/// <summary>When what a resource of the program says comes true, seen from the resource that asks.</summary>
public enum ProgramStage
{
    /// <summary>It was made or changed, or only previewed, before the asking resource was registered: it may be relied on.</summary>
    Ready,

    /// <summary>The program makes or changes it, but the asking resource does not wait for it.</summary>
    NotAwaited,

    /// <summary>It is in the state and in the program, and nothing about it changes.</summary>
    Same,

    /// <summary>What was saved of a resource that is being replaced, or was deleted in this operation.</summary>
    Replaced,

    /// <summary>What was saved of a resource that the program has not registered, or not yet.</summary>
    NotRegistered,
}
