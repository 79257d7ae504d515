using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>A capture that is made or changed: what it should be, what was saved of it, and what is live.</summary>
/// <param name="Desired">Inputs.</param>
/// <param name="Current">Saved inputs and outputs; null for a create.</param>
/// <param name="View">What is live under its names.</param>
internal sealed record CaptureChange(Capture Desired, Capture? Current, CatalogView View)
{
    /// <summary>What was saved of the capture that is replaced by this one, or that somebody deleted; null: neither.</summary>
    public Capture? Predecessor { get; init; }

    /// <summary>Catalogue names of the capture and of the collections of its tables, as far as they are known.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Who of the program's other resources has a collection; null: none.</summary>
    public required Func<string, string?> Keeper { get; init; }

    /// <summary>Losses for which tables are captured again without a word of the program.</summary>
    public IReadOnlyList<CaptureLoss> Healed { get; init; } = [];

    /// <summary>Bindings in force that are captured again for it.</summary>
    public IReadOnlyCollection<string> Again => [.. Healed.SelectMany(static l => l.Bindings ?? []).Distinct(StringComparer.Ordinal)];

    /// <summary>What was saved of it, under whatever name.</summary>
    public Capture? Known => Current ?? Predecessor;

    /// <summary>Catalogue name.</summary>
    public string Name => Desired.CaptureName.ToString();

    /// <summary>The capture in force under the name; null where there is none.</summary>
    public CaptureSpec? LiveSpec => CapturePlan.SpecOf(Name, View.Live);

    private CatalogView WithoutOwnUses => View with { Uses = [.. View.Uses.Where(u => u.Task != Known?.CaptureName.ToString())] };

    /// <summary>Tables whose collections are emptied.</summary>
    public IReadOnlyList<TableName> Resets => Names.Count < 2 ? [] : CapturePlan.Resets(Desired, LiveSpec, View);

    /// <summary>Keys of the collections that exist and are not emptied; none where it is not known which those are.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys =>
        Names.Count < 2
            ? CapturePlan.KeysOf([])
            : CapturePlan.KeysOf(View.Live.ExceptBy(Resets.Select(t => CapturePlan.Target(Desired, t)), static s => s.Name));

    /// <summary>Tables with their collections, as far as those are known.</summary>
    public IEnumerable<(TableName Table, string Collection)> Targets =>
        Names.Count < 2 ? [] : CapturePlan.Tables(Desired).Select(t => (t, CapturePlan.Target(Desired, t)));

    /// <summary>What the program's other resources have.</summary>
    /// <param name="context">The operation on the capture.</param>
    public static Func<string, string?> KeeperOf(OperationContext context)
    {
        var others = context.Program.At(Places.Estuary, context.Urn).Remaining();
        var makers = others.Makers();
        return name => makers.GetValueOrDefault(new(ObjectKind.Collection, name))?.Name;
    }

    /// <summary>Catalogue names that a change is about: the capture's and its collections', as it was and as it should be.</summary>
    public static IReadOnlyList<string> NamesOf(IReadOnlyList<string> desired, Capture? known) =>
        known is null ? desired : [.. desired.Union([known.CaptureName.ToString(), .. known.Collections ?? []], StringComparer.Ordinal)];

    /// <summary>
    /// Whether it matters who uses a collection: not while the capture writes it before and after, and does not empty it.
    /// </summary>
    public static Func<string, bool> InQuestion(IReadOnlyList<string> names, Capture desired, Capture? current)
    {
        var kept = desired.Reset == true ? [] : names.Intersect(current?.Collections ?? [], StringComparer.Ordinal).ToHashSet();
        return name => !kept.Contains(name);
    }

    /// <summary>The same with what the program wants to be done about the losses that a look has seen.</summary>
    /// <param name="verdict">What was seen.</param>
    public CaptureChange Healing(PreflightVerdict verdict) =>
        Desired.OnLoss == LossPolicy.Backfill ? this with { Healed = verdict.Healed } : this;

    /// <summary>The same once what is replaced is gone.</summary>
    /// <param name="left">What becomes of the collections that the replaced capture leaves.</param>
    public CaptureChange After(LeftCollections left) =>
        Predecessor is not { } gone
            ? this
            : this with
            {
                View = View with
                {
                    Live = [.. View.Live.ExceptBy(left.Removed.Append(gone.CaptureName.ToString()), static s => s.Name)],
                    Uses = [.. View.Uses.Where(u => u.Task != gone.CaptureName.ToString())],
                },
            };

    /// <summary>Collections that an update leaves.</summary>
    /// <param name="wanted">The spec to be published.</param>
    public LeftCollections LeftBy(CaptureSpec wanted) =>
        Current is null
            ? LeftCollections.None
            : LeftCollections.Of(
                (Current.Collections ?? []).Except(CapturePlan.Collections(wanted), StringComparer.Ordinal),
                Current with
                {
                    DeleteCollections = Desired.DeleteCollections,
                },
                WithoutOwnUses,
                Keeper
            );

    /// <summary>Collections that a replacement leaves.</summary>
    public LeftCollections LeftByPredecessor() =>
        Predecessor is null
            ? LeftCollections.None
            : LeftCollections.Of(
                (Predecessor.Collections ?? []).Except(Names, StringComparer.Ordinal),
                Predecessor with
                {
                    DeleteCollections = Desired.DeleteCollections,
                },
                WithoutOwnUses,
                Keeper
            );

    /// <summary>
    /// Collections that the capture has made: those that the state names, those that an interrupted run of it made, and those that are
    /// still to be made.
    /// </summary>
    /// <param name="removed">Collections that go.</param>
    /// <param name="context">The operation.</param>
    public IReadOnlyList<string> CreatedWithout(IReadOnlyList<string> removed, OperationContext context)
    {
        // What it left earlier is not looked at any more.
        var saved = (Known?.Collections ?? []).ToHashSet(StringComparer.Ordinal);
        var known = (Known?.CreatedCollections ?? []).Where(c => View.HasCollection(c) || !saved.Contains(c));
        var made = Targets
            .Select(static t => t.Collection)
            .Where(target => View.Find(target) is not { } there || (!saved.Contains(target) && CatalogOwnership.IsOurs(there, context)));
        return [.. known.Union(made, StringComparer.Ordinal).Except(removed, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
