namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>What a connecting role tries.</summary>
internal enum RoleVerb
{
    /// <summary>Makes the object.</summary>
    Create,

    /// <summary>Takes away what it has made itself.</summary>
    DeleteOwn,

    /// <summary>Changes what the owner has made.</summary>
    Update,

    /// <summary>Takes away what the owner has made.</summary>
    Delete,
}
