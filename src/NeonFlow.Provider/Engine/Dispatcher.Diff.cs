using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
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
        var handler = Find(target);
        return handler.Accept(new DiffVisitor(this, target, id, oldInputs, olds, news, ignored));
    }

    private sealed class DiffVisitor(
        Dispatcher dispatcher,
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        IReadOnlyCollection<string> ignored
    ) : IHandlerVisitor<Differences>
    {
        public Differences Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var changes = StructuralDiff.Inputs(handler.Shape, oldInputs, news);
            var desired = ShapeCodec.Decode<T>(news, DecodeMode.State);
            var context = new DiffContext<T>(
                id,
                ShapeCodec.Decode<T>(oldInputs, DecodeMode.State).Value,
                State(news),
                desired.Value,
                desired.Unknown,
                changes
            );
            handler.Diff(context);
            foreach (var path in ignored)
            {
                context.Drop(path);
            }

            var isAnother = changes.Values.Any(static c => c.Replaces);

            // What moves to another place leaves the old one.
            var moves = changes.Any(c =>
                c.Value.Replaces && handler.Shape.Properties.Any(p => p.IsTransport && p.Name == PropertyPath.Root(c.Key))
            );
            dispatcher.Intents.Compare(
                target.Urn,
                changes.Count > 0,
                isAnother ? IntentsOf(handler, moves ? State(oldInputs) : context.State) : []
            );
            return new(changes, DeleteBeforeReplace: !(isAnother && handler.StandsBesideItsReplacement));

            T State(PropertyValue.Map transport) =>
                ShapeCodec.Decode<T>(StateMaps.Merge(handler.Shape, oldInputs, olds, transport), DecodeMode.State).Value;
        }
    }
}
