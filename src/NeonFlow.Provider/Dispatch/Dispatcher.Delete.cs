using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

internal sealed partial class Dispatcher
{
    public Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout)
    {
        var handler = Find(target);
        return handler.Accept(new DeleteVisitor(this, target, id, oldInputs, olds, timeout));
    }

    private sealed class DeleteVisitor(Dispatcher dispatcher, Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout) : IHandlerVisitor<Task>
    {
        public Task Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var state = ShapeCodec.Decode<T>(StateMaps.Merge(handler.Shape, oldInputs, olds, oldInputs), DecodeMode.State).Value;
            return dispatcher.RunAsync(target, timeout, isPreview: false, [oldInputs, olds], oldInputs, async context =>
            {
                await handler.DeleteAsync(id, state, context).ConfigureAwait(false);

                // What this operation has taken away itself, such as the reader of a slot, is nobody else's.
                dispatcher._intents.Compare(target.Urn, changes: true, [.. handler.IntentsOf(state, UnknownSet.None, isNew: false).Where(static i => i.Stands)]);
                return true;
            });
        }
    }
}
