using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Whether a <see cref="Capture"/> may have what is live under its names already.</summary>
internal static class CaptureClaims
{
    private static readonly string[] NamingInputs = [nameof(Capture.CollectionPrefix), nameof(Capture.Targets)];

    /// <summary>Refuses a collection that another capture of the program writes as well.</summary>
    public static void RefuseShared(CaptureChange change, OperationContext context)
    {
        var others = context
            .Program.At(Places.Estuary, context.Urn)
            .Remaining()
            // While these are not known, neither are its collections.
            .Where(r => r.Urn != context.Urn && !NamingInputs.Any(p => r.Unknown.Contains(PropertyPath.Of(p))))
            .ToList();
        var makers = others.Makers();
        var shared = (
            from target in change.Targets
            let other = makers.GetValueOrDefault(new(ObjectKind.Collection, target.Collection))
            where other is not null
            select Shared(change, target.Table, $"{other.Name} of this program captures into the collection {target.Collection} as well.")
        ).ToList();
        shared.AddRange(Swapped(change));
        if (shared.Count > 0)
        {
            throw new DiagnosticException(shared);
        }
    }

    // A collection that another table of the capture is captured into until now, and that is not emptied for the new one.
    private static IEnumerable<Diagnostic> Swapped(CaptureChange change)
    {
        var resets = change.Resets.ToHashSet();
        var bound = Specs(change).SelectMany(static s => s.Bindings).ToLookup(static b => b.Target, static b => CapturePlan.TableOf(b));
        return from target in change.Targets
            let others = bound[target.Collection].Where(t => t != target.Table).ToList()
            where others.Count > 0 && !bound[target.Collection].Contains(target.Table) && !resets.Contains(target.Table)
            select Shared(change, target.Table, $"The collection {target.Collection} has the rows of {others[0]} until now.");
    }

    private static Diagnostic Shared(CaptureChange change, TableName table, string message) =>
        new(
            PreflightDiagnostics.CollectionShared,
            CapturePlan.PathsOf(change.Desired)[table],
            $"{message} {PreflightDiagnostics.CollectionShared.Consequence}"
        )
        {
            Kind = FailureKind.Conflict,
            Fix = OtherName(table.ToString()),
        };

    /// <summary>
    /// Refuses what others made, unless the program takes it over, and what another capture writes in any case. What the capture has is its
    /// own, even if another user published it last; so is what Estuary has added to it.
    /// </summary>
    public static void Refuse(CaptureChange change, CatalogTask task, OperationContext context)
    {
        var others = context.Program.At(Places.Estuary, context.Urn);
        var named = change.View.Live.Where(s => s.Name == change.Name && s.Name != change.Known?.CaptureName.ToString()).ToList();
        CatalogPublisher.RefuseForeign(task, named, FormerName(others, ObjectKind.Capture, change.Name), context);
        var (bound, own) = (Bound(change), Own(change));
        foreach (var (table, spec) in Targets(change))
        {
            if (bound.Contains(spec.Name))
            {
                continue;
            }

            var writers = change
                .View.WritersOf(spec.Name)
                .Where(u => u.Task != change.Name && u.Task != change.Known?.CaptureName.ToString())
                .ToList();
            if (writers.Count > 0)
            {
                throw Written(spec, change.Desired, table, writers[0], FormerName(others, ObjectKind.Capture, writers[0].Task), context);
            }

            if (change.Desired.Adopt != true && !IsOwn(own, spec, context))
            {
                var former =
                    FormerName(others, ObjectKind.Collection, spec.Name) ?? context.Marks.FormerName(CatalogOwnership.MarkOf(spec));
                throw Taken(spec, change.Desired, table, former, context);
            }
        }
    }

    /// <summary>What it means for collections that exist already that the capture goes on with them, a sentence for each.</summary>
    public static IEnumerable<string> TakenUp(CaptureChange change) =>
        Targets(change)
            .ExceptBy(Bound(change), static t => t.Spec.Name)
            .ExceptBy(change.Resets.Select(t => CapturePlan.Target(change.Desired, t)), static t => t.Spec.Name)
            .Select(t =>
                $"goes on with the collection {t.Spec.Name}, which exists already: what was captured into it stays, and {t.Table} is "
                + $"captured into it from the start{Apart(t.Spec, change.Desired)}"
            );

    private static string Apart(LiveSpec spec, Capture desired) =>
        spec.DataPlane is { } there && desired.DataPlane is { } here && there != here
            ? $"; the collection stays in the data plane {there}, and the capture is going to be in {here}"
            : "";

    private static IEnumerable<(string Table, LiveSpec Spec)> Targets(CaptureChange change) =>
        from target in change.Targets
        let spec = change.View.Find(target.Collection)
        where spec is not null
        select (target.Table.ToString(), spec);

    // The capture has it, whoever put it there; so has one that is taken over.
    private static HashSet<string> Bound(CaptureChange change) =>
        Specs(change).SelectMany(CapturePlan.Collections).Concat(change.Current?.Collections ?? []).ToHashSet(StringComparer.Ordinal);

    // What is live of it, under its name and under the one that it had.
    private static IEnumerable<CaptureSpec> Specs(CaptureChange change) =>
        new[] { change.Known?.CaptureName.ToString(), change.Name }
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(capture => CapturePlan.SpecOf(capture, change.View.Live))
            .OfType<CaptureSpec>();

    // What the state knows.
    private static HashSet<string> Own(CaptureChange change) =>
        (change.Known?.CreatedCollections ?? []).Concat(change.Known?.Collections ?? []).ToHashSet(StringComparer.Ordinal);

    private static bool IsOwn(HashSet<string> own, LiveSpec spec, OperationContext context) =>
        spec.Type == SourcePostgres.CollectionType && (CatalogOwnership.IsOurs(spec, context) || own.Contains(spec.Name));

    // The state has it under another name, and the program does not have that name any more.
    private static string? FormerName(IReadOnlyList<ProgramResource> others, ObjectKind kind, string name) =>
        others.FirstOrDefault(r => r.Stage == ProgramStage.NotRegistered && r.Makes(new(kind, name)))?.Urn;

    private static DiagnosticException Written(
        LiveSpec spec,
        Capture desired,
        string table,
        CollectionUse writer,
        string? former,
        OperationContext context
    )
    {
        var whose = former is null ? "" : $", which this stack knows as {ResourceName.Of(former)},";
        return Conflict(
            desired,
            table,
            $"The {spec.Type} {spec.Name} exists already, and {CatalogView.NameOf(writer)}{whose} writes it: rows of two captures would "
                + "mix in it.",
            former is null ? OtherName(table) : context.Marks.AliasOf(former)
        );
    }

    private static DiagnosticException Taken(LiveSpec spec, Capture desired, string table, string? former, OperationContext context) =>
        Conflict(
            desired,
            table,
            former is null
                ? $"The {spec.Type} {spec.Name} exists already{CatalogPublisher.PublishedBy(spec)}, "
                    + $"{context.Marks.MadeBy(CatalogOwnership.MarkOf(spec))}."
                : $"The {spec.Type} {spec.Name} exists already: this stack knows it as one of {ResourceName.Of(former)}.",
            former is null ? $"Adopt = true   // or: {OtherName(table)}" : context.Marks.AliasOf(former)
        );

    private static string OtherName(string table) => $"CollectionPrefix = \"…\"   // or Targets = {{ [\"{table}\"] = \"…\" }}";

    // At the input that names the collection.
    private static DiagnosticException Conflict(Capture desired, string table, string message, string fix) =>
        new(
            new Diagnostic(
                EstuaryDiagnostics.Taken,
                desired.Targets?.ContainsKey(table) == true
                    ? PropertyPath.Member(PropertyPath.Of(nameof(Capture.Targets)), table)
                    : nameof(Capture.CollectionPrefix),
                message
            )
            {
                Kind = FailureKind.Conflict,
                Fix = fix,
            }
        );
}
