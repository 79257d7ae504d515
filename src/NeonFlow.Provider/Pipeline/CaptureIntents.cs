using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Pipeline;

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
    public CaptureIntents And(CaptureIntents other) =>
        new()
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
