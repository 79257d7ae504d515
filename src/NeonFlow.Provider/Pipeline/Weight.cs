namespace NeonFlow.Provider.Pipeline;

/// <summary>How grave a finding is.</summary>
internal enum Weight
{
    /// <summary>The pipeline would not run, or would lose rows from its first day.</summary>
    Failure,

    /// <summary>The pipeline runs, or what heals it is itself an update of the capture; people must know.</summary>
    Warning,

    /// <summary>Nothing is wrong, but it costs something.</summary>
    Note,
}
