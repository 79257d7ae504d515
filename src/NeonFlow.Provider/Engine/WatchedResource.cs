using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Keeps in the state whether the engine reads the resource before it plans, which is how a plain preview shows drift. The engine's own
/// flag is set by the answers of verbs alone: without the mark, what an older engine has saved would stay unread for ever.
/// </summary>
/// <param name="inner">The resource.</param>
/// <param name="isWatched">Whether this engine reads what asks for it.</param>
/// <param name="program">What was read so far in this operation, by any process.</param>
/// <param name="runner">What was said already.</param>
internal sealed class WatchedResource(IResource inner, bool isWatched, ProgramRecorder program, VerbRunner runner) : IResource
{
    private const string NotRead =
        "this engine does not read resources before it plans, so that drift is neither shown nor repaired: "
        + "use pulumi 3.187 or later, or set options: refresh: always in Pulumi.yaml, or give --refresh.";

    private const string ReadFromNowOn =
        "an older engine has saved this stack: its resources are read before each plan again once this change is made.";

    private const string NotReadAnyMore =
        "once this engine has saved the stack, newer ones do not read its resources before a plan either, until one of them changes it.";

    public ShapeInfo Shape => inner.Shape;

    public DescribedShape Describe(PropertyValue.Map map) => inner.Describe(map);

    public DescribedShape Describe(PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places) =>
        inner.Describe(map, unknown, places);

    public CheckResult Check(Target target, PropertyValue.Map olds, PropertyValue.Map news)
    {
        // What another process has read counts only until the resource is registered.
        if (!isWatched)
        {
            program.ReadOthers();
        }
        return inner.Check(target, olds, news);
    }

    public Differences Diff(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        IReadOnlyCollection<string> ignored
    )
    {
        // Under strict this is no error either: what a provider with former settings has read in this operation is not known here.
        var isRead = isWatched || program.Saved(target.Urn) is not null;
        var differences = inner.Diff(target, id, oldInputs, olds, news, ignored);
        if (StateMark.IsWatched(olds) == isWatched)
        {
            return isRead ? differences : Say(differences, Severity.Warning, NotRead);
        }
        var changes = new Dictionary<string, Change>(differences.Changes, StringComparer.Ordinal)
        {
            [StateMark.WatchedKey] = new(isWatched ? ChangeKind.Add : ChangeKind.Delete, IsInput: false),
        };
        return Say(
            differences with
            {
                Changes = changes,
            },
            isWatched ? Severity.Info : Severity.Warning,
            isWatched ? ReadFromNowOn : $"{NotRead}\n{NotReadAnyMore}"
        );
    }

    public async Task<CreateResult> CreateAsync(Target target, PropertyValue.Map inputs, double timeout, bool preview)
    {
        var result = await inner.CreateAsync(target, inputs, timeout, preview).ConfigureAwait(false);
        return preview ? result : result with { Outputs = Marked(result.Outputs) };
    }

    public async Task<ReadResult?> ReadAsync(Target target, string id, PropertyValue.Map inputs, PropertyValue.Map outputs, double timeout)
    {
        var found = await inner.ReadAsync(target, id, inputs, outputs, timeout).ConfigureAwait(false);
        return found is null ? null : found with { Outputs = Marked(found.Outputs) };
    }

    public async Task<UpdateResult> UpdateAsync(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        double timeout,
        bool preview
    )
    {
        var result = await inner.UpdateAsync(target, id, oldInputs, olds, news, timeout, preview).ConfigureAwait(false);
        return result with { Outputs = Marked(result.Outputs) };
    }

    public Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout) =>
        inner.DeleteAsync(target, id, oldInputs, olds, timeout);

    private PropertyValue.Map Marked(PropertyValue.Map outputs) => StateMark.Watched(outputs, isWatched);

    private Differences Say(Differences differences, Severity severity, string text) =>
        runner.Warnings.TryAdd(("", text), 0) ? differences with { Notice = new(severity, text) } : differences;
}
