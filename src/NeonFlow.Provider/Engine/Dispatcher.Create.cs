using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    public Task<CreateResult> CreateAsync(Target target, PropertyValue.Map inputs, double timeout, bool preview)
    {
        var handler = Find(target);
        return handler.Accept(new CreateVisitor(this, target, SecretMarks.Add(handler.Shape, inputs), timeout, preview));
    }

    private sealed class CreateVisitor(Dispatcher dispatcher, Target target, PropertyValue.Map inputs, double timeout, bool preview)
        : IHandlerVisitor<Task<CreateResult>>
    {
        public Task<CreateResult> Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var desired = ShapeCodec.Decode<T>(inputs, DecodeMode.State);
            return dispatcher.RunAsync(
                target,
                timeout,
                preview,
                [inputs],
                inputs,
                async context =>
                {
                    if (preview)
                    {
                        var predicted = await dispatcher
                            .PreviewAsync(handler, new PreviewContext<T>(context, desired.Value, desired.Unknown, null, null))
                            .ConfigureAwait(false);
                        dispatcher.Intents.Finish(target.Urn);
                        return new CreateResult(
                            "",
                            StateMaps.Predicted(handler.Shape, predicted.State, inputs, predicted.UnknownOutputs, isUpdate: false),
                            dispatcher.RefreshBeforeUpdate(handler)
                        );
                    }

                    RefuseUnknown(target, desired.Unknown);
                    var made = await handler.CreateAsync(desired.Value, context).ConfigureAwait(false);
                    dispatcher.Intents.Finish(target.Urn);
                    return new CreateResult(
                        made.Id,
                        StateMaps.Outputs(handler.Shape, made.State, inputs),
                        dispatcher.RefreshBeforeUpdate(handler)
                    );
                },
                () => RecheckInputs(handler, target, inputs)
            );
        }
    }

    private async Task<Preview<T>> PreviewAsync<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(
        Handler<T> handler,
        PreviewContext<T> context
    )
        where T : class
    {
        var preview = await handler.PreviewAsync(context).ConfigureAwait(false);
        if (!preview.Plan.IsEmpty || preview.Plan.Impact.Count > 0)
        {
            context.Info("plan:\n" + preview.Plan);
        }

        return preview;
    }
}
