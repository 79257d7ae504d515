namespace NeonFlow.Provider.Contracts;

/// <summary>Who wrote the mark of an object, seen from a resource.</summary>
public enum MarkedBy
{
    /// <summary>Nobody: the object bears no mark.</summary>
    Nobody,

    /// <summary>This resource, in the making that its state knows, or in the one that this call replaces.</summary>
    Itself,

    /// <summary>A run of this resource that was killed before its state was saved, or a later making of it.</summary>
    OtherMaking,

    /// <summary>A resource of the same state under another name.</summary>
    SameState,

    /// <summary>A resource of another state.</summary>
    OtherState,
}
