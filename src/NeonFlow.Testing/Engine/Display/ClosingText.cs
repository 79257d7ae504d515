using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>What both displays print around an operation: headline, config, outputs, summary, hints.</summary>
/// <remarks>In pulumi/pulumi: renderSummaryEvent (pkg/backend/display/diff.go).</remarks>
internal static class ClosingText
{
    public static string Headline(DisplayOptions options, Ink ink) => ink.Headline($"{options.Headline} ({options.Stack}):") + "\n";

    public static string Config(PreludeEvent prelude, DisplayOptions options)
    {
        if (!options.ShowConfig)
        {
            return "";
        }

        var text = new StringBuilder("Configuration:\n");
        foreach (var (key, value) in prelude.Config.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            text.Append("    ").Append(key).Append(": ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    public static string Summary(SummaryEvent summary, int errored, Ink ink)
    {
        var text = new StringBuilder(ink.Headline("Resources:")).Append('\n');
        var kinds = 0;
        var changes = 0;
        foreach (
            var op in Enum.GetValues<StepOp>().Where(o => o is not (StepOp.Same or StepOp.Read or StepOp.Discard or StepOp.ReadReplacement))
        )
        {
            if (summary.ResourceChanges.GetValueOrDefault(op) is var count and > 0)
            {
                kinds++;
                changes += count;
                text.Append("    ")
                    .Append(ink.Step(op, $"{op.Mark()}{count} {(summary.IsPreview ? "to " + op.Text() : op.Past())}"))
                    .Append('\n');
            }
        }

        var pieces = new List<string>();
        if (kinds >= 2)
        {
            pieces.Add(ink.Bold($"{changes} {GoText.Plural(changes, "change")}"));
        }

        if (summary.ResourceChanges.GetValueOrDefault(StepOp.Same) is var unchanged and not 0)
        {
            pieces.Add($"{unchanged} unchanged");
        }

        if (pieces.Count > 0)
        {
            text.Append("    ").AppendJoin(". ", pieces).Append('\n');
        }

        if (errored > 0)
        {
            text.Append("    ").Append(ink.Error($"{errored} errored")).Append('\n');
        }

        if (!summary.IsPreview)
        {
            text.Append('\n').Append(ink.Headline("Duration:")).Append(' ').Append(GoText.Duration(summary.Duration)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What is said after everything, when the operation succeeded.</summary>
    public static string Hint(DisplayOptions options, bool succeeded) =>
        !succeeded || options.IsPreview || options.IsTargeted || options.Operation != OperationKind.Destroy
            ? ""
            : options.Commands.In(
                "The resources in the stack have been deleted, but the history and configuration associated with the stack are still "
                    + "maintained. \n"
                    + $"If you want to remove the stack completely, run `pulumi stack rm {options.Stack}`.\n"
            );

    /// <summary>
    /// The outputs that are new or that changed; of the stack itself all, unless it is a preview. Empty when there is nothing to show.
    /// </summary>
    public static string Outputs(StepMetadata step, int indent, bool planning, bool refresh, DisplayOptions options, Ink ink)
    {
        var showSames = options.ShowSames || (!planning && step.Urn.IsStack);

        // Before an update outputs are guesses, except the stack's and those that were just read.
        if (
            planning
            && !refresh
            && !step.Urn.IsStack
            && step.Op is not (StepOp.Read or StepOp.ReadReplacement or StepOp.Import or StepOp.ImportReplacement)
        )
        {
            return "";
        }

        if (step.Old is { InitErrors.Count: > 0 })
        {
            return "";
        }

        var inputs = PropertyDiffs.Visible(step.New?.Inputs);
        var outputs = PropertyDiffs.Visible(step.New?.Outputs);
        var hide = (step.New ?? step.Old)?.HideDiffs ?? [];
        var hidden = new List<string>();
        bool Hide(IReadOnlyList<object> path)
        {
            var hider = hide.FirstOrDefault(h => DiffPath.Contains(DiffPath.Parse(h), path));
            if (hider is not null)
            {
                hidden.Add(hider);
            }

            return hider is not null;
        }

        ElementDiffs<string>? diff = null;
        if (step.Old is { } old)
        {
            diff = PropertyDiffs.Compare(PropertyDiffs.Visible(old.Outputs), outputs, Hide);
            if (diff is null && hidden.Count > 0)
            {
                diff = new();
            }

            if (planning && step.Urn.IsStack && diff is not null)
            {
                DropGuesses(diff);
            }

            if (diff is null && !showSames)
            {
                return "";
            }
        }

        var keys = diff?.Keys ?? [.. outputs.Keys];
        var width = PropertyPrinter.NameWidth(keys);
        var text = new StringBuilder();
        var printer = new PropertyPrinter(text, ink, indent) { Op = step.Op, Truncate = options.TruncateOutput };
        printer.Hidden(hidden);
        foreach (var key in keys)
        {
            var output = outputs.Get(key);
            if (diff is null && (PropertyDiffs.IsInternalKey(key) || !PropertyPrinter.IsWorthPrinting(output)))
            {
                continue;
            }

            // An output that only repeats the input was already shown as that.
            if (!refresh && inputs.TryGetValue(key, out var input) && PropertyDiffs.Compare(output, input) is null)
            {
                continue;
            }

            if (diff is null)
            {
                printer.Property(key, width, output);
            }
            else if (showSames || !diff.IsSame(key))
            {
                printer.MemberDiff(key, width, diff);
            }
        }

        return text.ToString();
    }

    /// <summary>A preview does not know the stack's outputs that wait for a resource; they are not shown as changes.</summary>
    private static void DropGuesses(ElementDiffs<string> diff)
    {
        var isResource = diff.Adds.Remove("@isPulumiResource");
        foreach (var key in diff.Adds.Where(a => isResource && a.Value is UnknownValue).Select(a => a.Key).ToList())
        {
            diff.Adds.Remove(key);
        }

        foreach (var (key, added) in diff.Adds.ToList())
        {
            diff.Adds[key] = WithoutResourceMark(added);
        }

        foreach (var (key, updated) in diff.Updates.ToList())
        {
            DropGuesses(updated);
            if (
                updated.New is UnknownValue
                || (updated.Object is not { Any: true } && PropertyDiffs.Compare(updated.Old, updated.New) is null)
            )
            {
                diff.Updates.Remove(key);
            }
        }
    }

    private static void DropGuesses(ValueDiff diff)
    {
        if (diff.Object is { } members)
        {
            DropGuesses(members);
        }
        else if (diff.Array is { } elements)
        {
            foreach (var (index, added) in elements.Adds.ToList())
            {
                elements.Adds[index] = WithoutResourceMark(added);
            }

            foreach (var updated in elements.Updates.Values)
            {
                DropGuesses(updated);
            }
        }
    }

    private static PropertyValue WithoutResourceMark(PropertyValue value) =>
        value switch
        {
            ArrayValue array => new ArrayValue(array.Items.Select(WithoutResourceMark)),
            ObjectValue map => new ObjectValue(map.Members.Without("@isPulumiResource").Select((_, v) => WithoutResourceMark(v))),
            _ => value,
        };
}
