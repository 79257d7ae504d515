using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    public Task<UpdateResult> UpdateAsync(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        double timeout,
        bool preview
    )
    {
        var handler = Find(target);
        return handler.Accept(
            new UpdateVisitor(
                this,
                target,
                id,
                SecretMarks.Add(handler.Shape, oldInputs),
                SecretMarks.Add(handler.Shape, olds),
                SecretMarks.Add(handler.Shape, news),
                timeout,
                preview
            )
        );
    }

    private sealed class UpdateVisitor(
        Dispatcher dispatcher,
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        double timeout,
        bool preview
    ) : IHandlerVisitor<Task<UpdateResult>>
    {
        public Task<UpdateResult> Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var desired = ShapeCodec.Decode<T>(news, DecodeMode.State);
            var current = ShapeCodec.Decode<T>(StateMaps.Merge(handler.Shape, oldInputs, olds, news), DecodeMode.State).Value;
            return dispatcher.RunAsync(
                target,
                timeout,
                preview,
                [oldInputs, olds, news],
                news,
                async context =>
                {
                    if (preview)
                    {
                        var predicted = await dispatcher
                            .PreviewAsync(handler, new PreviewContext<T>(context, desired.Value, desired.Unknown, id, current))
                            .ConfigureAwait(false);
                        dispatcher.Intents.Finish(target.Urn);
                        return new UpdateResult(
                            StateMaps.Predicted(handler.Shape, predicted.State, news, predicted.UnknownOutputs, isUpdate: true),
                            dispatcher.RefreshBeforeUpdate(handler)
                        );
                    }

                    RefuseUnknown(target, desired.Unknown);
                    var updated = await handler.UpdateAsync(id, current, desired.Value, context).ConfigureAwait(false);
                    dispatcher.Intents.Finish(target.Urn);
                    return new UpdateResult(StateMaps.Outputs(handler.Shape, updated, news), dispatcher.RefreshBeforeUpdate(handler));
                },
                () => RecheckInputs(handler, target, news)
            );
        }
    }
}
