namespace Pulumi;

internal abstract class PendingOutput
{
    public abstract IOutput Output { get; }

    public abstract Type TargetType { get; }

    public abstract void Settle(OutputData<object?> data);

    public abstract void SettleByDefault(bool isKnown);

    public abstract void Fail(Exception exception);
}

internal sealed class PendingOutput<T> : PendingOutput
{
    private readonly TaskCompletionSource<OutputData<T>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Resource _resource;

    public PendingOutput(Resource resource)
    {
        _resource = resource;
        Output = new Output<T>(_source.Task);
    }

    public override IOutput Output { get; }

    public override Type TargetType => typeof(T);

    public override void Settle(OutputData<object?> data) =>
        _source.TrySetResult(
            new(data.Resources.Add(_resource), data.Value is null ? default! : (T)data.Value, data.IsKnown, data.IsSecret)
        );

    public override void SettleByDefault(bool isKnown) => _source.TrySetResult(new([_resource], default!, isKnown, false));

    public override void Fail(Exception exception) => _source.TrySetException(exception);
}
