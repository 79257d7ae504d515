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
    /// <summary>Host that the capture connects to; null where it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>Role that the capture logs in as.</summary>
    public required string User { get; init; }

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
}

/// <summary>What the program is about to make in that database.</summary>
public sealed record CaptureIntents
{
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

    /// <summary>Logical replication will be switched on.</summary>
    public bool LogicalReplication { get; init; }
}

/// <summary>Facts and intents together: how things will stand when the capture starts.</summary>
/// <param name="Subject">The capture.</param>
/// <param name="Facts">What the database says now; null where nobody could look.</param>
/// <param name="Intents">What the program will make before the capture.</param>
public sealed record CaptureSituation(CaptureSubject Subject, CaptureFacts? Facts, CaptureIntents Intents)
{
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
        var joins = Intents.Watermarks.Any(w => w.Publication == Subject.Publication && w.Table == name);
        return joins || (PublicationIntent is { } intent
            ? intent.AllTables || intent.Tables.Contains(name) || intent.Schemas.Contains(table.Schema)
            : listedNow);
    }

    /// <summary>Whether the role will be able to read a table, its schema included.</summary>
    public (bool Usage, bool Select) WillRead(TableName table, bool? usageNow, bool? selectNow)
    {
        if (ComingRole is { ReadsAll: true })
        {
            return (true, true);
        }

        var grants = Intents.Grants.Where(g => g.Role == Subject.User && g.Schema == table.Schema).ToList();
        return (
            usageNow == true || (usageNow is null && table.Schema == "public") || grants.Any(static g => g.SchemaPrivileges.Contains("USAGE")),
            selectNow == true || grants.Any(g => g.Privileges.Contains("SELECT") && (g.Tables is null || g.Tables.Contains(table.ToString()))));
    }
}
