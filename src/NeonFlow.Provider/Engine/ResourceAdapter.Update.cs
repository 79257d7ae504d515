using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
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
        (oldInputs, olds, news) = (SecretMarks.Add(Shape, oldInputs), SecretMarks.Add(Shape, olds), SecretMarks.Add(Shape, news));
        var desired = ShapeCodec.Decode<T>(news, DecodeMode.State);
        var current = State(StateMaps.Merge(Shape, oldInputs, olds, news));
        var call = new VerbCall(target, news, [oldInputs, olds, news])
        {
            Mark = StateMark.Of(olds),
            Timeout = timeout,
            IsPreview = preview,
            IsChange = !preview,
            Recheck = () => RecheckInputs(news),
        };
        return runner.RunAsync(
            call,
            async context =>
            {
                if (ShapeCodec.Decode<T>(news, DecodeMode.Inputs).Errors.Where(IsUnreadable).ToList() is { Count: > 0 } missing)
                {
                    throw new DiagnosticException(missing);
                }
                if (preview)
                {
                    var question = new PreviewContext<T>(context, desired.Value, desired.Unknown, id, current);
                    var predicted = await PreviewAsync(question).ConfigureAwait(false);
                    var known = StateMaps.Predicted(Shape, predicted.State, news, predicted.UnknownOutputs, isUpdate: true);
                    return new UpdateResult(StateMark.Add(known, call.Mark));
                }
                RefuseUnknown(target, desired.Unknown);
                var updated = await handler.UpdateAsync(id, current, desired.Value, context).ConfigureAwait(false);
                var outputs = StateMark.Add(StateMaps.Outputs(Shape, updated, news), context.Marks.Own);
                return new UpdateResult(outputs);
            }
        );
    }
}
