namespace NeonFlow.Provider.ProgramView;

/// <summary>What the operation does with a registered resource, as far as Check and Diff tell.</summary>
public enum ProgramStep
{
    /// <summary>It is not in the state.</summary>
    Create,

    /// <summary>Nothing about it changes.</summary>
    Same,

    /// <summary>It is changed in place.</summary>
    Update,

    /// <summary>Another object takes its place.</summary>
    Replace,
}
