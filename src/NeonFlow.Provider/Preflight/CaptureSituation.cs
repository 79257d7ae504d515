using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Preflight;

/// <summary>A table that the capture binds, and where the program says so.</summary>
/// <param name="Name">Schema and table.</param>
/// <param name="Path">Property path, for example <c>bindings[2].table</c>.</param>
public sealed record BoundTable(TableName Name, string Path)
{
    /// <summary>Backfill mode; empty: the automatic one.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Whether the capture that runs has it already.</summary>
    public bool IsCaptured { get; init; }
}

/// <summary>What the capture is going to be, as far as the database is concerned.</summary>
public sealed record CaptureSubject
{
    /// <summary>Catalogue name, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Host that the capture connects to; null where it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>Role that the capture logs in as.</summary>
    public required string User { get; init; }

    /// <summary>Role that the capture in force logs in as; null where there is none.</summary>
    public string? LiveUser { get; init; }

    /// <summary>Publication that the capture in force reads; null where there is none.</summary>
    public string? LivePublication { get; init; }

    /// <summary>Slot that the capture in force streams from; null where there is none.</summary>
    public string? LiveSlot { get; init; }

    /// <summary>Whether no binding in force goes on: the connector then drops its slot, makes it anew and captures everything again.</summary>
    public bool StartsAnew { get; init; }

    /// <summary>Whether a stream that is in force goes on from another slot.</summary>
    public bool ChangesSlot => Exists && !StartsAnew && LiveSlot is not null && LiveSlot != Slot;

    /// <summary>Publication.</summary>
    public required string Publication { get; init; }

    /// <summary>Replication slot.</summary>
    public required string Slot { get; init; }

    /// <summary>Watermarks table, schema.table; null in read-only mode.</summary>
    public string? WatermarksTable { get; init; }

    /// <summary>Bound tables.</summary>
    public IReadOnlyList<BoundTable> Tables { get; init; } = [];

    /// <summary>Whether the capture exists already, so that a slot of its name is its own.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether the database is on Neon.</summary>
    public bool IsNeon { get; init; }

    /// <summary>Where slot and publication stood when the capture was last published; null where nobody looked.</summary>
    public SlotMark? Mark { get; init; }

    /// <summary>Bindings in force, as <see cref="SlotMark.Bindings"/> has them; a counter that was raised is another binding.</summary>
    public IReadOnlyList<string> Bindings { get; init; } = [];

    /// <summary>How Estuary says the capture does: OK, WARNING, ERROR, ...; null where it does not exist or was not asked for.</summary>
    public string? Status { get; init; }

    /// <summary>What connector and control plane said last about a capture that does not run.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>The value of <c>Backfill</c> that captures everything again.</summary>
    public int NextBackfill { get; init; } = 1;

    /// <summary>Property path of the host.</summary>
    public string HostPath { get; init; } = "";

    /// <summary>Property path of the role.</summary>
    public string UserPath { get; init; } = "";

    /// <summary>Property path of the publication.</summary>
    public string PublicationPath { get; init; } = "";

    /// <summary>Property path of the slot.</summary>
    public string SlotPath { get; init; } = "";

    /// <summary>Property path of the watermarks table.</summary>
    public string WatermarksPath { get; init; } = "";
}

/// <summary>What the database says, gathered in one round trip.</summary>
/// <param name="Server">Server.</param>
/// <param name="Role">The capture's role, or null.</param>
/// <param name="Publication">The publication, or null.</param>
/// <param name="Tables">Bound tables, in the subject's order.</param>
/// <param name="Slot">Slot of that name, or null.</param>
/// <param name="Watermarks">Watermarks table; null in read-only mode.</param>
public sealed record CaptureFacts(ServerFacts Server, RoleFacts? Role, PublicationFacts? Publication, IReadOnlyList<TableFacts> Tables, SlotFacts? Slot, WatermarksFacts? Watermarks)
{
    /// <summary>What the role does not get to see of the bound tables, in the subject's order.</summary>
    public required IReadOnlyList<CapturedTableFacts> Seen { get; init; }

    /// <summary>Names of all slots of the server.</summary>
    public IReadOnlyList<string> SlotNames { get; init; } = [];

    /// <summary>The facts once some things are gone.</summary>
    /// <param name="leaving">What goes.</param>
    /// <param name="subject">The capture.</param>
    public CaptureFacts Without(CaptureIntents leaving, CaptureSubject subject)
    {
        var facts = this;
        if (leaving.Publications.Any(p => p.Name == subject.Publication))
        {
            facts = facts with { Publication = null, Tables = [.. facts.Tables.Select(static t => t with { Listed = false })], Watermarks = facts.Watermarks is { } w ? w with { Published = false, PublicationExists = false } : null };
        }

        if (leaving.Watermarks.Any(w => w.Table == subject.WatermarksTable) && facts.Watermarks is { } watermarks)
        {
            facts = facts with { Watermarks = watermarks with { Exists = false, Published = false, Direct = [], Effective = [] } };
        }

        if (leaving.Roles.Any(r => r.Name == subject.User))
        {
            return facts with
            {
                Role = null,
                Tables = [.. facts.Tables.Select(static t => t with { Usage = null, Select = null })],
                Watermarks = facts.Watermarks is { } w ? w with { RoleExists = false, Direct = [], Effective = [], Usage = null } : null,
            };
        }

        var revoked = leaving.Grants.Where(g => g.Role == subject.User).ToList();
        return revoked.Count == 0 || facts.Role is not { ReadsAll: false } ? facts : facts with
        {
            Tables = [.. facts.Tables.Select(t => t.Owner != subject.User && revoked.Any(g => g.Schema == t.Name.Schema && g.Privileges.Contains("SELECT") && (g.Tables is null || g.Tables.Contains(t.Name.ToString()))) ? t with { Select = false } : t)],
        };
    }
}

/// <summary>What the program is about to make in that database, or to take away.</summary>
public sealed record CaptureIntents
{
    /// <summary>Nothing.</summary>
    public static readonly CaptureIntents None = new();

    /// <summary>Roles.</summary>
    public IReadOnlyList<RoleIntent> Roles { get; init; } = [];

    /// <summary>Privileges.</summary>
    public IReadOnlyList<GrantIntent> Grants { get; init; } = [];

    /// <summary>Publications.</summary>
    public IReadOnlyList<PublicationIntent> Publications { get; init; } = [];

    /// <summary>Watermarks tables.</summary>
    public IReadOnlyList<WatermarksIntent> Watermarks { get; init; } = [];

    /// <summary>Slots looked after.</summary>
    public IReadOnlyList<SlotIntent> Slots { get; init; } = [];

    /// <summary>Slots of other captures of the program.</summary>
    public IReadOnlyList<SlotUseIntent> SlotUses { get; init; } = [];

    /// <summary>Logical replication will be switched on.</summary>
    public bool LogicalReplication { get; init; }

    /// <summary>Intents of any kind, in order; the last of two that speak of the same thing counts.</summary>
    public static CaptureIntents Of(IEnumerable<object> what)
    {
        var all = what.ToList();
        return new()
        {
            Roles = [.. all.OfType<RoleIntent>()],
            Grants = [.. all.OfType<GrantIntent>()],
            Publications = [.. all.OfType<PublicationIntent>()],
            Watermarks = [.. all.OfType<WatermarksIntent>()],
            Slots = [.. all.OfType<SlotIntent>()],
            SlotUses = [.. all.OfType<SlotUseIntent>()],
            LogicalReplication = all.OfType<LogicalReplicationIntent>().Any(),
        };
    }

    /// <summary>These and others.</summary>
    public CaptureIntents And(CaptureIntents other) => new()
    {
        Roles = [.. Roles, .. other.Roles],
        Grants = [.. Grants, .. other.Grants],
        Publications = [.. Publications, .. other.Publications],
        Watermarks = [.. Watermarks, .. other.Watermarks],
        Slots = [.. Slots, .. other.Slots],
        SlotUses = [.. SlotUses, .. other.SlotUses],
        LogicalReplication = LogicalReplication || other.LogicalReplication,
    };
}

/// <summary>What some resource of the program makes or takes away, and when.</summary>
/// <param name="Resource">The resource as people call it: <c>Publication orders</c>.</param>
/// <param name="What">What it is about.</param>
public sealed record NamedIntents(string Resource, CaptureIntents What);

/// <summary>Something that nobody can know yet.</summary>
/// <param name="Aspects">What cannot be judged therefore.</param>
/// <param name="Input">The input, with its resource where it is another one's: <c>tables of Publication orders</c>.</param>
/// <param name="Always">Whether it is said even where nothing was held back because of it.</param>
public sealed record NotKnown(CaptureAspects Aspects, string Input, bool Always = true);

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
    public IEnumerable<(BoundTable Bound, TableFacts Facts, CapturedTableFacts Seen)> Tables => Facts is null ? [] : Subject.Tables.Zip(Facts.Tables, Facts.Seen);

    /// <summary>Whether the capture's role is neither there nor about to be made, so that nothing can be said about its rights.</summary>
    public bool RoleUnknown => this is { Facts.Role: null, ComingRole: null };

    /// <summary>Whether the server will refuse UPDATE and DELETE on a table, for want of a replica identity.</summary>
    public bool IsKeyless(TableFacts table) => table is { Unpublishable: null, KeylessLeaves.Count: > 0 } && (Operations is not { } operations || operations.Contains("update") || operations.Contains("delete"));

    /// <summary>Whether the publication will hold a table.</summary>
    public bool WillBePublished(TableName table, bool listedNow)
    {
        var name = table.ToString();
        if (Intents.Watermarks.Any(w => w.Publication == Subject.Publication && w.Table == name))
        {
            return true;
        }

        // A watermarks table that is in there stays in there, whatever a publication says of its other tables: it belongs to a resource of its own.
        return PublicationIntent is not { } intent ? listedNow
            : intent.AllTables || intent.Tables.Contains(name) || intent.Schemas.Contains(table.Schema) || (listedNow && name == Subject.WatermarksTable);
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
            usageNow == true || (usageNow is null && table.Schema == "public") || GrantsIn(table.Schema).Any(static g => g.SchemaPrivileges.Contains("USAGE")),
            selectNow == true || Granted(table).Contains("SELECT"));
    }

    private IEnumerable<GrantIntent> GrantsIn(string schema) =>
        Intents.Grants.Where(g => g.Schema == schema && (g.Role == Subject.User || Facts?.Role?.MemberOf.Contains(g.Role) == true));
}
