using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>The plan of a <see cref="Capture"/> in words.</summary>
internal static class CaptureSteps
{
    /// <summary>Steps from what is live to what is desired, for people.</summary>
    /// <param name="change">The change, once what it replaces is gone.</param>
    /// <param name="wanted">The spec to be published.</param>
    /// <param name="rotates">Whether the password is another one.</param>
    /// <param name="rows">Estimated rows of the tables.</param>
    public static Plan Describe(CaptureChange change, CaptureSpec wanted, bool rotates, IReadOnlyDictionary<TableName, long> rows)
    {
        var plan = new Plan();
        var name = change.Name;
        if (change.LiveSpec is not { } live)
        {
            plan.Step($"PUBLISH {name}\n{SpecText.ToYaml([new StagedSpec(name, CaptureSpec.Type, wanted.ToJson(), null)])}");
            foreach (var binding in wanted.Bindings.Where(b => !change.View.HasCollection(b.Target)))
            {
                plan.Step($"PUBLISH collection {binding.Target} from {CapturePlan.TableOf(binding)}");
            }

            if (wanted.Bindings.Count == 0)
            {
                plan.Note("Estuary looks for tables by itself");
            }

            return TakeUp(Note(plan, BackfillNotes.Of(wanted, null, rows)), change);
        }

        if (CapturePlan.LeftPublication(change.Desired, live, change.Again) is { } left)
        {
            plan.Note(
                $"the publish waits until the capture, which reads {left}, has come past the making of "
                    + $"{change.Desired.PublicationName}; on an idle database that takes up to a minute"
            );
        }

        if (Repository(wanted.Image) is var repository && repository != Repository(live.Image))
        {
            plan.Note($"the connector comes from another repository: {repository}, and not {Repository(live.Image)} any more");
        }

        foreach (var difference in SpecComparison.Compare(wanted, live))
        {
            plan.Step($"PUBLISH capture {name}: {Describe(difference)}");
        }

        Note(plan, BackfillNotes.Of(wanted, live, rows));
        foreach (var loss in change.Healed)
        {
            var tables = (loss.Bindings ?? []).Select(CaptureLoss.TableOf).Order(StringComparer.Ordinal);
            plan.Note(
                $"{TextList.And([.. tables])}: captured again from the start, because changes were lost: {loss.Code}: {loss.Message}"
            );
        }

        var bound = CapturePlan.ByTable(live);
        foreach (var binding in wanted.Bindings)
        {
            if (bound.GetValueOrDefault(CapturePlan.TableOf(binding)) is { } old && old.Target != binding.Target)
            {
                plan.Note(
                    $"{CapturePlan.TableOf(binding)} is captured from the start into {binding.Target}, and no longer into {old.Target}"
                );
            }
        }

        // What is live is encrypted, so that nobody can say whether the password of a capture that is taken over is the same.
        if (rotates || change.Current is null)
        {
            plan.Step($"PUBLISH capture {name}: {(rotates ? "new " : "")}password of {change.Desired.User} ([secret])");
            plan.Note(
                wanted.Bindings.All(b => BackfillNotes.StartsAnew(b, bound))
                    ? "the capture restarts"
                    : "the capture restarts and goes on from where it stands"
            );
        }

        return TakeUp(Leave(plan, change.LeftBy(wanted)), change);
    }

    /// <summary>Adds what becomes of the capture that is replaced, and of its collections.</summary>
    /// <param name="plan">The plan so far.</param>
    /// <param name="change">The replacement, before anything is gone.</param>
    public static Plan Replace(Plan plan, CaptureChange change)
    {
        var former = change.Predecessor!.CaptureName.ToString();
        if (change.View.Live.Any(s => s.Name == former))
        {
            plan.Step($"PUBLISH capture {former}: removed");
            plan.Note($"the capture {former} goes before the new one is published");
        }

        return Leave(plan, change.LeftByPredecessor());
    }

    private static string Repository(string image) => image.LastIndexOf(':') is var colon and > 0 ? image[..colon] : image;

    private static Plan Leave(Plan plan, LeftCollections left)
    {
        foreach (var collection in left.Removed)
        {
            plan.Step($"PUBLISH collection {collection}: removed");
            plan.Note($"the collection {collection} goes, with everything captured into it");
        }

        return Note(plan, left.Staying);
    }

    private static Plan TakeUp(Plan plan, CaptureChange change)
    {
        foreach (var table in change.Resets)
        {
            var collection = CapturePlan.Target(change.Desired, table);
            var readers = change.View.ReadersOf(collection).Select(CatalogView.NameOf).ToList();
            plan.Step($"PUBLISH collection {collection}: reset, with the key and the columns of {table}");
            plan.Note(
                $"everything captured into the collection {collection} goes, and {table} is captured again from the start"
                    + (readers.Count == 0 ? "" : $"; {TextList.And(readers)} {(readers.Count == 1 ? "reads" : "read")} it")
            );
        }

        return Note(plan, CaptureClaims.TakenUp(change));
    }

    private static Plan Note(Plan plan, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            plan.Note(sentence);
        }

        return plan;
    }

    private static string Describe(SpecDifference difference)
    {
        const string bindings = "/bindings/";
        var path = difference.Pointer;
        if (path.StartsWith(bindings, StringComparison.Ordinal) && !path[bindings.Length..].Contains('/', StringComparison.Ordinal))
        {
            return difference.Wanted is not null
                ? $"+ binding {path[bindings.Length..]} -> {difference.Wanted}"
                : $"- binding {path[bindings.Length..]} -> {difference.Live}";
        }

        return $"{path} = {difference.Wanted ?? "absent"} (is {difference.Live ?? "absent"})";
    }
}
