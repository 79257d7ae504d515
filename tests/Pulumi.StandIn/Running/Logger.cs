using Pulumirpc;

namespace Pulumi;

/// <summary>Sends the program's messages to the engine, one after the other in the order they were written.</summary>
internal sealed class Logger(Deployment deployment, IEngineConnection engine)
{
    private readonly object _gate = new();
    private Task _last = Task.CompletedTask;
    private int _errors;

    public bool HasErrors => Volatile.Read(ref _errors) > 0;

    public Task Write(LogSeverity severity, string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
    {
        if (severity == LogSeverity.Error)
        {
            Interlocked.Increment(ref _errors);
        }

        Task sent;
        lock (_gate)
        {
            _last = sent = SendAsync(_last, severity, message, resource, streamId, ephemeral);
        }

        deployment.Runner.Register(sent);
        return sent;
    }

    private async Task SendAsync(Task previous, LogSeverity severity, string message, Resource? resource, int? streamId, bool? ephemeral)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            var urn = resource is null ? "" : (await resource.Urn.Data.ConfigureAwait(false)).Value;
            await engine
                .LogAsync(
                    new LogRequest
                    {
                        Severity = severity,
                        Message = message,
                        Urn = urn ?? "",
                        StreamId = streamId ?? 0,
                        Ephemeral = ephemeral ?? false,
                    }
                )
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw new LogException(exception);
        }
    }
}
