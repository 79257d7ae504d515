using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
{
    public Task<CreateResult> CreateAsync(Target target, PropertyValue.Map inputs, double timeout, bool preview)
    {
        inputs = SecretMarks.Add(Shape, inputs);
        var desired = ShapeCodec.Decode<T>(inputs, DecodeMode.State);
        var call = new VerbCall(target, inputs, [inputs])
        {
            Timeout = timeout,
            IsPreview = preview,
            IsChange = !preview,
            Recheck = () => RecheckInputs(inputs),
        };
        return runner.RunAsync(
            call,
            async context =>
            {
                if (preview)
                {
                    var question = new PreviewContext<T>(context, desired.Value, desired.Unknown, null, null);
                    var predicted = await PreviewAsync(question).ConfigureAwait(false);
                    var known = StateMaps.Predicted(Shape, predicted.State, inputs, predicted.UnknownOutputs, isUpdate: false);
                    return new CreateResult("", known);
                }
                RefuseUnknown(target, desired.Unknown);
                var made = await handler.CreateAsync(desired.Value, context).ConfigureAwait(false);
                var outputs = StateMark.Add(StateMaps.Outputs(Shape, made.State, inputs), context.Marks.Own);
                return new CreateResult(made.Id, outputs);
            }
        );
    }
}
