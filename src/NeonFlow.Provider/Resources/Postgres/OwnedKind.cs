namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a resource can own in a database besides an object that bears its mark.</summary>
public enum OwnedKind
{
    /// <summary>A privilege on a table.</summary>
    OnTable,

    /// <summary>A privilege on a sequence.</summary>
    OnSequence,

    /// <summary>A privilege on a schema.</summary>
    OnSchema,

    /// <summary>A privilege on the tables that a role will make in a schema.</summary>
    OnFutureTables,

    /// <summary>A privilege on the sequences that a role will make in a schema.</summary>
    OnFutureSequences,

    /// <summary>The place of a table in a publication.</summary>
    Listing,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A replication slot.</summary>
    Slot,

    /// <summary>The replica identity of a table.</summary>
    Identity,

    /// <summary>The replica identity that a table had before, where it was not the default.</summary>
    FormerIdentity,

    /// <summary>A role as a member of another one.</summary>
    Membership,

    /// <summary>An option of a membership, given or not.</summary>
    MembershipOption,

    /// <summary>A table that a capture reads.</summary>
    Reading,
}
