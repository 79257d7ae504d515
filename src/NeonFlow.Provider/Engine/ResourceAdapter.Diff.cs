using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
{
    public Differences Diff(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        IReadOnlyCollection<string> ignored
    )
    {
        if (runner.IsStrict && runner.Unseen.TryGetValue(target.Urn, out var reasons))
        {
            throw new CallFailedException(
                FailureStatus.FailedPrecondition,
                ShownText.Cut(runner.Show(target, $"not checked, and strict is set: the state is kept as it was saved. {reasons}", news))
            );
        }

        var changes = StructuralDiff.Inputs(Shape, oldInputs, news);
        var desired = ShapeCodec.Decode<T>(news, DecodeMode.State);
        var state = State(StateMaps.Merge(Shape, oldInputs, olds, news));
        var context = new DiffContext<T>(id, State(oldInputs), state, desired.Value, desired.Unknown, changes);
        handler.Diff(context);
        foreach (var path in ignored)
        {
            context.Drop(path);
        }
        var isAnother = changes.Values.Any(static c => c.Replaces);
        // What moves to another place leaves the old one.
        var moves = changes.Any(c => c.Value.Replaces && Shape.Properties.Any(p => p.IsTransport && p.Name == PropertyPath.Root(c.Key)));
        var saved = moves ? State(StateMaps.Merge(Shape, oldInputs, olds, oldInputs)) : state;
        return new(changes, DeleteBeforeReplace: !isAnother || handler.DeleteBeforeReplace) { Saved = Describe(saved) };
    }
}
