namespace NeonFlow.Provider.ProgramView;

/// <summary>What was learnt of a resource, by the call that told it.</summary>
public enum ProgramAct
{
    /// <summary>Check: the program registered it.</summary>
    Check,

    /// <summary>Diff: it was compared with its state.</summary>
    Diff,

    /// <summary>Read: its state was read before the program registered it.</summary>
    Read,

    /// <summary>The end of a Read that found nothing: the engine takes the resource out of the state.</summary>
    Absent,

    /// <summary>The end of Create or Update, previewed or real.</summary>
    Done,

    /// <summary>The end of Delete.</summary>
    Delete,

    /// <summary>Two places are on one server.</summary>
    SameServer,
}
