namespace NeonFlow.Testing.Engine.Display;

/// <summary>The words and marks of steps.</summary>
/// <remarks>In pulumi/pulumi: PastTense (pkg/resource/deploy/step.go).</remarks>
internal static class StepWords
{
    /// <summary>The two characters that stand before a row or property.</summary>
    public static string Mark(this StepOp op) =>
        op switch
        {
            StepOp.Create => "+ ",
            StepOp.Delete => "- ",
            StepOp.Update or StepOp.Refresh or StepOp.RemovePendingReplace => "~ ",
            StepOp.Replace => "+-",
            StepOp.CreateReplacement => "++",
            StepOp.DeleteReplaced => "--",
            StepOp.Read => "> ",
            StepOp.ReadReplacement => ">>",
            StepOp.Discard => "< ",
            StepOp.DiscardReplaced => "<<",
            StepOp.Import => "= ",
            StepOp.ImportReplacement => "=>",
            _ => "  ",
        };

    /// <summary>The status while an update's step runs, for example <c>creating</c>.</summary>
    public static string Running(this StepOp op) =>
        op switch
        {
            StepOp.Create => "creating",
            StepOp.Update => "updating",
            StepOp.Delete => "deleting",
            StepOp.Replace => "replacing",
            StepOp.CreateReplacement => "creating replacement",
            StepOp.DeleteReplaced => "deleting original",
            StepOp.Read => "reading",
            StepOp.ReadReplacement => "reading for replacement",
            StepOp.Refresh => "refreshing",
            StepOp.Discard => "discarding",
            StepOp.DiscardReplaced => "discarding original",
            StepOp.Import => "importing",
            StepOp.ImportReplacement => "importing replacement",
            _ => "",
        };

    /// <summary>The status of an update's step that is done, for example <c>created</c>.</summary>
    public static string Done(this StepOp op) =>
        op switch
        {
            StepOp.Create => "created",
            StepOp.Update => "updated",
            StepOp.Delete => "deleted",
            StepOp.Replace => "replaced",
            StepOp.CreateReplacement => "created replacement",
            StepOp.DeleteReplaced => "deleted original",
            StepOp.Read => "read",
            StepOp.ReadReplacement => "read for replacement",
            StepOp.Refresh => "refresh",
            StepOp.Discard => "discarded",
            StepOp.DiscardReplaced => "discarded original",
            StepOp.Import => "imported",
            StepOp.ImportReplacement => "imported replacement",
            _ => "",
        };

    /// <summary>The status of an update's step that failed, for example <c>creating failed</c>.</summary>
    public static string Failed(this StepOp op) =>
        op switch
        {
            StepOp.Same => "failed",
            StepOp.Create or StepOp.CreateReplacement => "creating failed",
            StepOp.Update => "updating failed",
            StepOp.Delete or StepOp.DeleteReplaced => "deleting failed",
            StepOp.Replace => "replacing failed",
            StepOp.Read or StepOp.ReadReplacement => "reading failed",
            StepOp.Refresh => "refreshing failed",
            StepOp.Discard or StepOp.DiscardReplaced => "discarding failed",
            StepOp.Import or StepOp.ImportReplacement => "importing failed",
            _ => "",
        };

    /// <summary>The status of a preview's step when it is announced, for example <c>create replacement</c>.</summary>
    public static string Planned(this StepOp op) =>
        op switch
        {
            StepOp.Same => "",
            StepOp.CreateReplacement => "create replacement",
            StepOp.DeleteReplaced => "delete original",
            StepOp.ReadReplacement => "read for replacement",
            StepOp.Refresh => "refreshing",
            StepOp.DiscardReplaced => "discard original",
            StepOp.ImportReplacement => "import replacement",
            StepOp.RemovePendingReplace => "",
            _ => op.Text(),
        };

    /// <summary>
    /// The status of a preview's step whose outcome is known, for example <c>replace</c> for every part of a replacement.
    /// </summary>
    public static string PlannedDone(this StepOp op) =>
        op switch
        {
            StepOp.Same or StepOp.RemovePendingReplace => "",
            StepOp.Replace or StepOp.CreateReplacement or StepOp.DeleteReplaced or StepOp.ReadReplacement or StepOp.DiscardReplaced =>
                "replace",
            StepOp.Import or StepOp.ImportReplacement => "import",
            _ => op.Text(),
        };

    /// <summary>The word of the summary after an update, for example <c>created</c>.</summary>
    public static string Past(this StepOp op) =>
        op switch
        {
            StepOp.Refresh => "refreshed",
            StepOp.Read => "read",
            StepOp.Discard or StepOp.DiscardReplaced => "discarded",
            StepOp.Delete or StepOp.DeleteReplaced => "deleted",
            StepOp.Import or StepOp.ImportReplacement => "imported",
            StepOp.RemovePendingReplace => "removed pending replace",
            _ => op.Text() + "d",
        };

    public static bool IsReplacementStep(this StepOp op) =>
        op
            is StepOp.Replace
                or StepOp.CreateReplacement
                or StepOp.DeleteReplaced
                or StepOp.ReadReplacement
                or StepOp.DiscardReplaced
                or StepOp.RemovePendingReplace
                or StepOp.ImportReplacement;

    /// <summary>Whether a step that discards a resource leaves the real object alone.</summary>
    public static string RetainMark(StepMetadata step) =>
        step.Old is { RetainOnDelete: true }
        && step.Op is StepOp.Delete or StepOp.Replace or StepOp.CreateReplacement or StepOp.DeleteReplaced
            ? "[retain]"
            : "";

    /// <summary>A type as people write it: the part of the module that only repeats the type's name is dropped.</summary>
    public static string TypeDisplayName(string type)
    {
        var parts = type.Split(':');
        if (parts.Length != 3 || parts[2].Length == 0 || parts[1].LastIndexOf('/') is var cut && cut < 0)
        {
            return type;
        }

        var camel = char.ToLowerInvariant(parts[2][0]) + parts[2][1..];
        return parts[1][(cut + 1)..] == camel ? $"{parts[0]}:{parts[1][..cut]}:{parts[2]}" : type;
    }

    /// <summary>Whether a step is drawn at all.</summary>
    public static bool IsShown(StepMetadata step, DisplayOptions options, bool diffDisplay)
    {
        if (step.Op == StepOp.Same)
        {
            // The engine calls a step "same" also when only the protection changes, and people want to see that.
            return (step.Old?.Protect ?? false) != (step.New?.Protect ?? false) || options.ShowSames;
        }

        return options.ShowReplacementSteps || !diffDisplay || step.Logical || !step.Op.IsReplacementStep();
    }

    /// <summary>Steps of the providers that the engine makes by itself, and its own bookkeeping, are nobody's business.</summary>
    public static bool IsInternal(EngineEvent engineEvent)
    {
        var step = engineEvent switch
        {
            ResourcePreEvent pre => pre.Metadata,
            ResourceOutputsEvent outputs => outputs.Metadata,
            _ => null,
        };
        return step is not null && (step.Internal || step.Urn.IsDefaultProvider || step.Op == StepOp.RemovePendingReplace);
    }
}
