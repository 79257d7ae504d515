namespace Pulumi;

public sealed class DeferredOutput<T>
{
    private readonly TaskCompletionSource<Output<T>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeferredOutput() => Output = new(GetDataAsync());

    public Output<T> Output { get; }

    public void Resolve(Output<T> output)
    {
        if (!_source.TrySetResult(output))
        {
            throw new InvalidOperationException("Deferred Output has already been resolved");
        }
    }

    private async Task<OutputData<T>> GetDataAsync()
    {
        var output = await _source.Task.ConfigureAwait(false);
        return await output.Data.ConfigureAwait(false);
    }
}
