using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Facts and intents together: how things will stand when the capture starts.</summary>
/// <param name="Subject">The capture.</param>
/// <param name="Facts">What the database says now; null where nobody could look.</param>
/// <param name="Intents">What the program will make before the capture.</param>
public sealed record CaptureSituation(CaptureSubject Subject, CaptureFacts? Facts, CaptureIntents Intents)
{
    /// <summary>What the program makes without the capture waiting for it.</summary>
    public IReadOnlyList<NamedIntents> Beside { get; init; } = [];

    /// <summary>What replacements take away.</summary>
    public CaptureIntents Leaving { get; init; } = CaptureIntents.None;

    /// <summary>Roles that this capture has used the slot as under another name; empty where it has not.</summary>
    public IReadOnlyList<string> FormerUsers { get; init; } = [];

    /// <summary>Whether the slot of that name was used by this capture under another name.</summary>
    public bool SlotWasOurs => FormerUsers.Count > 0;

    /// <summary>What is in the state and was not in the program when the capture came.</summary>
    public IReadOnlyList<NamedIntents> Absent { get; init; } = [];

    /// <summary>What cannot be known yet.</summary>
    public IReadOnlyList<NotKnown> NotKnown { get; init; } = [];

    /// <summary>Whether everything that the capture depends on is done, so that nothing can come any more.</summary>
    public bool IsReal { get; init; }

    /// <summary>The publication as the program will leave it; null where the program does not touch it.</summary>
    public PublicationIntent? PublicationIntent => Intents.Publications.LastOrDefault(p => p.Name == Subject.Publication);

    /// <summary>The role as the program will make it; null where it exists already or the program does not make it.</summary>
    public RoleIntent? ComingRole => Facts?.Role is null ? Intents.Roles.LastOrDefault(r => r.Name == Subject.User) : null;

    /// <summary>Operations that will be published; null where there will be no publication.</summary>
    public IReadOnlyList<string>? Operations => PublicationIntent?.Operations ?? Facts?.Publication?.Operations;

    /// <summary>Whether the publication will be there.</summary>
    public bool PublicationThere => PublicationIntent is not null || Facts?.Publication is not null;

    /// <summary>Whether changes of partitions will come under the name of the partitioned table.</summary>
    public bool ViaPartitionRoot => PublicationIntent?.ViaPartitionRoot ?? Facts?.Publication?.ViaPartitionRoot ?? true;

    /// <summary>Bound tables with their facts.</summary>
    public IEnumerable<(BoundTable Bound, TableFacts Facts, CapturedTableFacts Seen)> Tables =>
        Facts is null ? [] : Subject.Tables.Zip(Facts.Tables, Facts.Seen);

    /// <summary>Whether the capture's role is neither there nor about to be made, so that nothing can be said about its rights.</summary>
    public bool RoleUnknown => this is { Facts.Role: null, ComingRole: null };

    /// <summary>Whether the server will refuse UPDATE and DELETE on a table, for want of a replica identity.</summary>
    public bool IsKeyless(TableFacts table) =>
        table is { Unpublishable: null, KeylessLeaves.Count: > 0 }
        && (Operations is not { } operations || operations.Contains("update") || operations.Contains("delete"));

    /// <summary>Whether the publication will hold a table.</summary>
    public bool WillBePublished(TableName table, bool listedNow)
    {
        var name = table.ToString();
        if (Intents.Watermarks.Any(w => w.Publication == Subject.Publication && w.Table == name))
        {
            return true;
        }

        // A watermarks table that is in there stays in there, whatever a publication says of its other tables: it belongs to a resource of
        // its own.
        return PublicationIntent is not { } intent
            ? listedNow
            : intent.AllTables
                || intent.Tables.Contains(name)
                || intent.Schemas.Contains(table.Schema)
                || (listedNow && name == Subject.WatermarksTable);
    }

    /// <summary>Privileges on a table that the program grants to the role, or to a role whose rights it has.</summary>
    public IEnumerable<string> Granted(TableName table) =>
        GrantsIn(table.Schema).Where(g => g.Tables is null || g.Tables.Contains(table.ToString())).SelectMany(static g => g.Privileges);

    /// <summary>Whether the role will be able to read a table, its schema included.</summary>
    public (bool Usage, bool Select) WillRead(TableName table, bool? usageNow, bool? selectNow)
    {
        if (ComingRole is { ReadsAll: true })
        {
            return (true, true);
        }

        return (
            usageNow == true
                || (usageNow is null && table.Schema == "public")
                || GrantsIn(table.Schema).Any(static g => g.SchemaPrivileges.Contains("USAGE")),
            selectNow == true || Granted(table).Contains("SELECT")
        );
    }

    private IEnumerable<GrantIntent> GrantsIn(string schema) =>
        Intents.Grants.Where(g => g.Schema == schema && (g.Role == Subject.User || Facts?.Role?.MemberOf.Contains(g.Role) == true));
}
