using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>Entries of an address list by which captures get in.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Readers">The captures, by the marks of their resources.</param>
internal sealed record CapturesLetIn(IReadOnlyList<string> Entries, IReadOnlyList<OwnershipMark> Readers)
{
    /// <summary>Which of the entries captures get in by. One that is gone does not any more.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="accounts">The accounts of the project; null: they could not be read.</param>
    /// <param name="context">The operation.</param>
    public static CapturesLetIn By(IReadOnlyList<string> entries, IReadOnlyList<NeonEntries>? accounts, OperationContext context)
    {
        var readers = (accounts ?? [])
            .Where(a => a.IsCapture && !context.Marks.IsGone(a.Mark))
            .Where(a => entries.Any(e => IsNeeded(e, a)))
            .ToList();
        return new(
            [.. entries.Where(e => readers.Exists(r => IsNeeded(e, r)))],
            [.. readers.Select(static r => r.Mark).DistinctBy(static m => m.Id)]
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

    private static bool IsNeeded(string entry, NeonEntries capture) => capture.Entries.Any(block => IpAllowPlan.LetsIn(entry, block));
}
