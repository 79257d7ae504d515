using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Codes of the Neon side (NF2xxx).</summary>
public static class NeonDiagnostics
{
    /// <summary>Not an id of that kind.</summary>
    public static readonly DiagnosticCode BadId = new(
        "NF2001",
        "not a Neon id of that kind",
        "The call would reach another object or none."
    );

    /// <summary>A name that Neon or Postgres refuses.</summary>
    public static readonly DiagnosticCode BadName = new(
        "NF2002",
        "name cannot be used on Neon",
        "Neon or Postgres refuses it, or silently cuts it."
    );

    /// <summary>An address entry that cannot be read.</summary>
    public static readonly DiagnosticCode BadAddress = new(
        "NF2003",
        "not an address, block or range",
        "Neon accepts an entry that it cannot read, and nobody gets in by it."
    );

    /// <summary>The key is refused.</summary>
    public static readonly DiagnosticCode Refused = new(
        "NF2004",
        "Neon refuses the API key",
        "Nothing of the project can be read or changed."
    );

    /// <summary>Neon does not answer at that address.</summary>
    public static readonly DiagnosticCode Unreachable = new(
        "NF2005",
        "Neon cannot be reached",
        "Nothing of the project can be read or changed."
    );

    /// <summary>Neon answers, but not now.</summary>
    public static readonly DiagnosticCode Unavailable = new(
        "NF2006",
        "Neon cannot serve now",
        "Another operation is under way, there were too many requests, or the service is in trouble; it passes."
    );

    /// <summary>Something that the call needs does not exist.</summary>
    public static readonly DiagnosticCode Missing = new(
        "NF2007",
        "not found on Neon",
        "The project, branch, database or role was deleted, is misspelt, or the API key may not see it."
    );

    /// <summary>The name is taken.</summary>
    public static readonly DiagnosticCode Taken = new(
        "NF2008",
        "exists already on Neon",
        "Two resources cannot own one object; what somebody else made is taken over only by word."
    );

    /// <summary>Neon refuses for good.</summary>
    public static readonly DiagnosticCode Declined = new(
        "NF2009",
        "Neon declines the request",
        "The plan of the account, a limit or a rule of Neon forbids it; trying again does not help."
    );

    /// <summary>Work at Neon ended badly.</summary>
    public static readonly DiagnosticCode OperationFailed = new(
        "NF2010",
        "an operation at Neon failed",
        "The change was accepted but is not in force."
    );

    /// <summary>The latch.</summary>
    public static readonly DiagnosticCode Latch = new(
        "NF2011",
        "logical replication cannot be switched off",
        "Neon answers every attempt with an error; a project that must not have it needs to be made anew."
    );

    /// <summary>The acknowledgement is missing.</summary>
    public static readonly DiagnosticCode NotAcknowledged = new(
        "NF2012",
        "an irreversible change is not acknowledged",
        "Logical replication restarts all computes of the project and can never be switched off again."
    );

    /// <summary>The list would be empty.</summary>
    public static readonly DiagnosticCode OpenToAll = new(
        "NF2013",
        "the address list would be empty",
        "An empty list lets everybody connect, from everywhere."
    );

    /// <summary>The list begins to shut others out.</summary>
    public static readonly DiagnosticCode ShutsOut = new(
        "NF2014",
        "a project that was open to all gets an address list",
        "Everybody whose address is not on the list loses the connection, this machine included."
    );

    /// <summary>The server kept another value.</summary>
    public static readonly DiagnosticCode NotVerified = new(
        "NF2015",
        "Neon did not keep the value",
        "The setting is not in force although the call succeeded."
    );

    /// <summary>Passwords cannot be revealed.</summary>
    public static readonly DiagnosticCode NoPasswords = new(
        "NF2016",
        "Neon does not know the password",
        "A password that the project does not store, or that was set by SQL, cannot be looked up."
    );

    /// <summary>It must be said which one.</summary>
    public static readonly DiagnosticCode Ambiguous = new(
        "NF2017",
        "more than one could be meant",
        "Guessing could connect the pipeline to another database."
    );

    /// <summary>A 404 that proves nothing.</summary>
    public static readonly DiagnosticCode Unseen = new(
        "NF2018",
        "a project cannot be seen",
        "Neon gives the same answer for a project that was deleted long ago and to a key that has lost its rights; what is in it may be "
            + "there still."
    );

    /// <summary>The list is empty and was not.</summary>
    public static readonly DiagnosticCode Emptied = new(
        "NF2019",
        "somebody emptied the address list",
        "The project is open to everybody, from everywhere."
    );

    /// <summary>A role that something still replicates with.</summary>
    public static readonly DiagnosticCode RoleInUse = new(
        "NF2020",
        "a role is in use",
        "A capture that loses its role stops, and its slot keeps WAL without end."
    );
}
