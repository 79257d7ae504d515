using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>Entries of an address list by which captures get in.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Readers">The captures, by the marks of their resources.</param>
internal sealed record CapturesLetIn(IReadOnlyList<string> Entries, IReadOnlyList<OwnershipMark> Readers)
{
    /// <summary>Which of the entries that a change takes off the list captures get in by.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="current">As it was saved; null for a new one.</param>
    /// <param name="now">The list as it is.</param>
    /// <param name="needed">Entries that other resources need.</param>
    /// <param name="accounts">The accounts of the project; null: they could not be read.</param>
    /// <param name="context">The operation.</param>
    public static CapturesLetIn Of(
        IpAllow desired,
        IpAllow? current,
        AllowedIps now,
        IReadOnlyList<string> needed,
        IReadOnlyList<NeonEntries>? accounts,
        OperationContext context
    ) => By(IpAllowPlan.Leaving(desired, current, now), IpAllowPlan.To(desired, current, now, needed)?.Ips ?? now.Ips, accounts, context);

    /// <summary>Which of the entries captures get in by, and by nothing that stays. One that is gone does not any more.</summary>
    /// <param name="leaving">The entries.</param>
    /// <param name="staying">The list without them.</param>
    /// <param name="accounts">The accounts of the project; null: they could not be read.</param>
    /// <param name="context">The operation.</param>
    public static CapturesLetIn By(
        IReadOnlyList<string> leaving,
        IReadOnlyList<string> staying,
        IReadOnlyList<NeonEntries>? accounts,
        OperationContext context
    )
    {
        var needed = (accounts ?? [])
            .Where(a => a.IsCapture && !context.Marks.IsGone(a.Mark))
            .Select(a => (a.Mark, Blocks: AllowedIpEntry.NotLetIn(a.Entries, staying)))
            .Where(r => leaving.Any(e => LetsIn(e, r.Blocks)))
            .ToList();
        return new(
            [.. leaving.Where(e => needed.Exists(r => LetsIn(e, r.Blocks)))],
            [.. needed.Select(static r => r.Mark).DistinctBy(static m => m.Id)]
        );
    }

    /// <summary>The captures, for people.</summary>
    public IReadOnlyList<string> Resources(MarkKeeper marks) => [.. Readers.Select(marks.NameOf)];

    /// <summary>Says in a plan which entries wait for which captures.</summary>
    public void Tell(Plan plan, MarkKeeper marks)
    {
        if (Entries.Count > 0)
        {
            var (are, them) = Entries.Count == 1 ? ("is", "it") : ("are", "them");
            plan.Note(
                $"{Words.List(Entries)} {are} taken off the list once {TextList.And(Resources(marks))} "
                    + $"{(Readers.Count == 1 ? "does" : "do")} not get in by {them} any more"
            );
        }
    }

    // By the entry alone.
    private static bool LetsIn(string entry, IReadOnlyList<string> blocks) => AllowedIpEntry.NotLetIn(blocks, [entry]).Count < blocks.Count;
}
