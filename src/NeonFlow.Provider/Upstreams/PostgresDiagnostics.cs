using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Codes of the SQL resources (NF3xxx).</summary>
public static class PostgresDiagnostics
{
    /// <summary>A table name that cannot be read.</summary>
    public static readonly DiagnosticCode MalformedTable = new("NF3001", "table name is malformed", "No statement can name the table.");

    /// <summary>A name that PostgreSQL would cut or refuse.</summary>
    public static readonly DiagnosticCode UnusableName = new(
        "NF3002",
        "name cannot be used",
        "PostgreSQL silently cuts names at 63 bytes, and every later look-up by the full name finds nothing."
    );

    /// <summary>A connection that cannot be one.</summary>
    public static readonly DiagnosticCode BadConnection = new(
        "NF3003",
        "connection is malformed",
        "The database cannot be reached with it."
    );

    /// <summary>The schema does not exist.</summary>
    public static readonly DiagnosticCode UnknownSchema = new("NF3004", "schema does not exist", "Statements about objects in it fail.");

    /// <summary>The table does not exist.</summary>
    public static readonly DiagnosticCode UnknownTable = new(
        "NF3005",
        "table does not exist",
        "It can be neither granted nor published, so no row of it would ever arrive."
    );

    /// <summary>The role does not exist.</summary>
    public static readonly DiagnosticCode UnknownRole = new("NF3006", "role does not exist", "Nothing can be granted to it.");

    /// <summary>A relation that a publication refuses.</summary>
    public static readonly DiagnosticCode NotPublishable = new(
        "NF3007",
        "relation cannot be published",
        "Publications take permanent ordinary and partitioned tables only."
    );

    /// <summary>A table without replica identity.</summary>
    public static readonly DiagnosticCode Keyless = new(
        "NF3008",
        "table has no replica identity",
        "Once published, the application's own UPDATE and DELETE fail with 55000; the connector does not notice, and without a key it "
            + "cannot backfill the table."
    );

    /// <summary>Login refused.</summary>
    public static readonly DiagnosticCode LoginRefused = new(
        "NF3009",
        "the database refused the login",
        "Nothing can be looked at or changed."
    );

    /// <summary>Nobody answers.</summary>
    public static readonly DiagnosticCode Unreachable = new(
        "NF3010",
        "the database cannot be reached",
        "Nothing can be looked at or changed."
    );

    /// <summary>The database does not exist.</summary>
    public static readonly DiagnosticCode UnknownDatabase = new(
        "NF3011",
        "database does not exist",
        "Nothing can be looked at or changed."
    );

    /// <summary>A right is missing.</summary>
    public static readonly DiagnosticCode NotAllowed = new(
        "NF3012",
        "the connecting role may not do this",
        "The statement fails with 42501; an owner of the object has to run it or has to pass the right on."
    );

    /// <summary>A grant that changed nothing.</summary>
    public static readonly DiagnosticCode NotGranted = new(
        "NF3013",
        "a privilege was not granted",
        "PostgreSQL answers a GRANT without grant option with a warning only, and the capture would read nothing from that table."
    );

    /// <summary>An object of that name was there before.</summary>
    public static readonly DiagnosticCode NotOurs = new(
        "NF3014",
        "an object of that name exists already",
        "It belongs to somebody else: changing it, or dropping it on destroy, could break their pipeline."
    );

    /// <summary>Something else holds what is needed.</summary>
    public static readonly DiagnosticCode Busy = new(
        "NF3015",
        "something else holds the object",
        "The statement waited and gave up, so that it did not block the application."
    );

    /// <summary>Any other answer of the server.</summary>
    public static readonly DiagnosticCode StatementFailed = new(
        "NF3016",
        "a statement failed",
        "Everything of that operation was rolled back."
    );

    /// <summary>A word that is no privilege or operation.</summary>
    public static readonly DiagnosticCode UnknownWord = new(
        "NF3017",
        "not a privilege or operation",
        "The statement would fail with a syntax error."
    );

    /// <summary>Inputs that exclude each other.</summary>
    public static readonly DiagnosticCode Contradiction = new("NF3018", "inputs contradict each other", "PostgreSQL has no such object.");

    /// <summary>The host is a pooler.</summary>
    public static readonly DiagnosticCode PooledHost = new(
        "NF3019",
        "the host is a connection pooler",
        "The start fails with 08P01 (unsupported startup parameter), or with 42P05 from the second process on."
    );

    /// <summary>Roles whose future tables are not covered.</summary>
    public static readonly DiagnosticCode UncoveredCreators = new(
        "NF3020",
        "future tables of other roles are not covered",
        "Default privileges belong to the role that creates a table; tables of roles not named stay unreadable."
    );

    /// <summary>A watermarks table of another shape.</summary>
    public static readonly DiagnosticCode WatermarksShape = new(
        "NF3021",
        "watermarks table has the wrong shape",
        "The connector's upsert fails and the capture cannot start."
    );

    /// <summary>The slot is in use.</summary>
    public static readonly DiagnosticCode SlotInUse = new(
        "NF3022",
        "the replication slot is still in use",
        "An active slot cannot be dropped; left behind, it makes the server keep WAL without end."
    );

    /// <summary>Others depend on it.</summary>
    public static readonly DiagnosticCode Dependents = new(
        "NF3023",
        "other objects depend on it",
        "Nothing is ever dropped or revoked with CASCADE."
    );

    /// <summary>A publication name that consumers do not find.</summary>
    public static readonly DiagnosticCode PublicationName = new(
        "NF3024",
        "publication name is not plain lower case",
        "Validation, start and backfill pass; the first change of any published table kills the capture (42704), or the start fails "
            + "(42602)."
    );

    /// <summary>The server is too old for it.</summary>
    public static readonly DiagnosticCode TooOld = new(
        "NF3025",
        "the server's version lacks this",
        "The statement would fail with a syntax error."
    );

    /// <summary>The object is not as wanted after the statements.</summary>
    public static readonly DiagnosticCode NotVerified = new(
        "NF3026",
        "read back, the object is not as wanted",
        "The statements did something else than asked; everything was rolled back."
    );

    /// <summary>The slot's WAL is gone.</summary>
    public static readonly DiagnosticCode SlotLost = new(
        "NF3027",
        "the replication slot is lost",
        "The next start of its capture dies with 55000; only a backfill of everything heals it."
    );

    /// <summary>The server, somebody or the network ended the session.</summary>
    public static readonly DiagnosticCode SessionEnded = new(
        "NF3028",
        "the database session was ended from outside",
        "What it had not committed was rolled back."
    );

    /// <summary>No connection is free.</summary>
    public static readonly DiagnosticCode NoConnection = new(
        "NF3029",
        "no connection is free",
        "One is enough for everything, and it was waited for; nothing can be looked at or changed without it."
    );

    /// <summary>The proxy or the database takes no connection.</summary>
    public static readonly DiagnosticCode TurnedAway = new(
        "NF3030",
        "the connection was turned away",
        "The server was reached and the login was not the matter: a rule lets nobody in from here, or nobody at all."
    );

    /// <summary>A slot name that the connector mistreats.</summary>
    public static readonly DiagnosticCode SlotName = new(
        "NF3031",
        "slot name is not plain",
        "Capitals are folded so that the connector's own checks look for another slot; - fails at start (42601); more than 63 characters "
            + "are cut."
    );

    /// <summary>The publication does not exist.</summary>
    public static readonly DiagnosticCode UnknownPublication = new(
        "NF3032",
        "publication does not exist",
        "It cannot list the watermarks table."
    );

    /// <summary>Rows whose changes are not in the stream of the table that they are read with.</summary>
    public static readonly DiagnosticCode Unstreamed = new(
        "NF3033",
        "changes of some rows never arrive",
        "The backfill reads the rows of inheriting tables and of foreign and unlogged partitions with the table above them; the stream has "
            + "no change of them under its name, and says nothing."
    );

    /// <summary>A replication slot that is asked for does not exist.</summary>
    public static readonly DiagnosticCode UnknownSlot = new(
        "NF3034",
        "replication slot does not exist",
        "There is no lag of it to tell; a slot is made when its capture starts, and Neon removes one that is idle for about 40 hours."
    );

    /// <summary>An index that can be no replica identity.</summary>
    public static readonly DiagnosticCode UnfitIndex = new(
        "NF3035",
        "the index can be no replica identity",
        "It must be a whole unique index, not deferrable, of columns that are not null; PostgreSQL refuses any other."
    );

    /// <summary>A membership that would close a circle.</summary>
    public static readonly DiagnosticCode CircularMembership = new(
        "NF3036",
        "the membership would go round in a circle",
        "PostgreSQL refuses it with 0LP01: no role may be a member of itself, nor give ADMIN OPTION back to who gave it."
    );

    /// <summary>An option that a grant gives which is not this program's.</summary>
    public static readonly DiagnosticCode OptionOfOthers = new(
        "NF3037",
        "somebody else's grant gives the option",
        "The grants of one membership add up, and what this program did not grant is not taken away."
    );

    /// <summary>What the program names has another name by now.</summary>
    public static readonly DiagnosticCode Renamed = new(
        "NF3038",
        "somebody renamed what the program names",
        "It is known by its object id, and what this program granted goes with it; something else may have its old name."
    );

    /// <summary>The server cancelled a statement.</summary>
    public static readonly DiagnosticCode Cancelled = new(
        "NF3039",
        "a statement was cancelled",
        "It took longer than it may, or somebody cancelled it; everything of that operation was rolled back."
    );

    /// <summary>The pooled host and the direct one.</summary>
    public static Diagnostic Pooled(string host, string path, string input = nameof(Connection.Host)) =>
        new(PooledHost, path, $"{host} is a connection pooler, and logical replication does not go through one. {PooledHost.Consequence}")
        {
            Fix = Pooler.DirectHostOf(host) is { } direct ? $"{input} = \"{direct}\"" : "Use the direct host of the database.",
        };
}
