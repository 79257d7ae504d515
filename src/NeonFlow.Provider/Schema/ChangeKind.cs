namespace NeonFlow.Provider.Schema;

/// <summary>Kind of a change.</summary>
public enum ChangeKind
{
    /// <summary>New value only.</summary>
    Add,

    /// <summary>Old value only.</summary>
    Delete,

    /// <summary>Both, different.</summary>
    Update,
}
