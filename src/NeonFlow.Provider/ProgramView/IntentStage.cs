namespace NeonFlow.Provider.ProgramView;

/// <summary>When an intent comes true, seen from one resource of the program.</summary>
public enum IntentStage
{
    /// <summary>It was made, or only previewed, before that resource was registered: it may be relied on.</summary>
    Before,

    /// <summary>The program makes it, but that resource does not wait for it.</summary>
    Beside,

    /// <summary>It is in the state and in the program, and nothing about it changes.</summary>
    Standing,

    /// <summary>It goes away: its resource is being replaced by something else.</summary>
    Leaving,

    /// <summary>It is in the state, and the program had not registered it when that resource came.</summary>
    Absent,
}
