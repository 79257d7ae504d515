using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Writes the program view: what each verb shows of the resource, and when it is done. No verb does that itself.</summary>
internal sealed class RecordedResource(string type, IResource inner, ProgramRecorder program) : IResource
{
    public ShapeInfo Shape => inner.Shape;

    public DescribedShape Describe(PropertyValue.Map map) => inner.Describe(map);

    public DescribedShape Describe(PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places) =>
        inner.Describe(map, unknown, places);

    public CheckResult Check(Target target, PropertyValue.Map olds, PropertyValue.Map news)
    {
        // Of what is made anew, the engine tells nothing old; but it goes on under the name that it has.
        var known = olds.Entries.Count == 0 && program.Saved(target.Urn) is { } saved ? Inputs(saved) : olds;
        var result = inner.Check(target, known, news);
        if (result.Described is { } checkedInputs)
        {
            var step = olds.Entries.Count == 0 ? ProgramStep.Create : ProgramStep.Same;
            program.Record(Event(ProgramAct.Check, target) with { Shape = WithMarks(checkedInputs, result.Inputs), Step = step });
        }
        return result;
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
        var differences = inner.Diff(target, id, oldInputs, olds, news, ignored);
        var step =
            differences.Changes.Count == 0 ? ProgramStep.Same
            : differences.Changes.Values.Any(static c => c.Replaces) ? ProgramStep.Replace
            : ProgramStep.Update;
        var saved = differences.Saved is { } shape ? WithMarks(shape, oldInputs, olds) : null;
        program.Record(Event(ProgramAct.Diff, target) with { Shape = saved, Step = step, DeletesFirst = differences.DeleteBeforeReplace });
        return differences;
    }

    public async Task<CreateResult> CreateAsync(Target target, PropertyValue.Map inputs, double timeout, bool preview)
    {
        program.ReadOthers();
        program.Start(target.Urn);
        var result = await inner.CreateAsync(target, inputs, timeout, preview).ConfigureAwait(false);
        program.Record(Event(ProgramAct.Done, target) with { Shape = Saved(inputs, result.Outputs) });
        return result;
    }

    public async Task<ReadResult?> ReadAsync(Target target, string id, PropertyValue.Map inputs, PropertyValue.Map outputs, double timeout)
    {
        program.ReadOthers();
        if (inputs.Entries.Count > 0 || outputs.Entries.Count > 0)
        {
            program.Record(Event(ProgramAct.Read, target) with { Shape = Saved(inputs, outputs) });
        }
        var found = await inner.ReadAsync(target, id, inputs, outputs, timeout).ConfigureAwait(false);
        if (found is null)
        {
            program.Record(Event(ProgramAct.Absent, target));
        }
        return found;
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
        program.ReadOthers();
        program.Start(target.Urn);
        var result = await inner.UpdateAsync(target, id, oldInputs, olds, news, timeout, preview).ConfigureAwait(false);
        program.Record(Event(ProgramAct.Done, target) with { Shape = Saved(news, result.Outputs) });
        return result;
    }

    public async Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout)
    {
        program.ReadOthers();
        await inner.DeleteAsync(target, id, oldInputs, olds, timeout).ConfigureAwait(false);
        program.Record(Event(ProgramAct.Delete, target) with { Shape = Saved(oldInputs, olds) });
    }

    private PropertyValue.Map Inputs(DescribedShape saved) =>
        new(
            ShapeCodec
                .Encode(Shape, saved.Shape, static p => p.IsInput)
                .Entries.ToDictionary(
                    static e => e.Key,
                    e => saved.Secrets.Contains(e.Key) ? new PropertyValue.Secret(e.Value) : e.Value,
                    StringComparer.Ordinal
                )
        );

    private ProgramEvent Event(ProgramAct act, Target target) => new(act, target.Urn) { Type = type };

    private DescribedShape Saved(PropertyValue.Map inputs, PropertyValue.Map outputs) =>
        WithMarks(inner.Describe(StateMaps.Merge(inner.Shape, inputs, outputs, inputs)), inputs, outputs);

    // The shape itself no longer tells what the program marked as secret, and never had the mark.
    private DescribedShape WithMarks(DescribedShape shape, params PropertyValue.Map[] maps) =>
        shape with
        {
            Mark = maps.Select(StateMark.Of).LastOrDefault(static m => m is not null),
            Secrets =
            [
                .. inner.Shape.Properties.Select(static p => p.Name).Where(name => maps.Any(map => map[name] is { HasSecrets: true })),
            ],
        };
}
