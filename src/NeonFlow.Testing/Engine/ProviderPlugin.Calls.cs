using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Calls to a provider's process, and what their failures mean.</summary>
internal sealed partial class ProviderPlugin
{
    private static ErrorResourceInitFailed? InitFailure(RpcException failure)
    {
        foreach (var entry in failure.Trailers)
        {
            if (entry.Key == "grpc-status-details-bin" && entry.IsBinary)
            {
                var status = Wire.Parse<Google.Rpc.Status>(entry.ValueBytes);
                foreach (var detail in status.Details)
                {
                    if (detail.TypeUrl.EndsWith("/pulumirpc.ErrorResourceInitFailed", StringComparison.Ordinal))
                    {
                        return Wire.Parse<ErrorResourceInitFailed>(detail.Value.ToByteArray());
                    }
                }
            }
        }

        return null;
    }

    private async Task<TResponse> GuardAsync<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            return await CallAsync<TRequest, TResponse>(method, request).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw Translate(failure);
        }
    }

    private ProviderException Translate(RpcException failure)
    {
        // The text of a broken connection is the transport's own; the one that users of the real engine see is Go's.
        if (failure.Status.DebugException is not null || _gone.IsCancellationRequested)
        {
            return new("error reading from server: EOF");
        }

        var wrong = new List<(string, string)>();
        if (failure.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin" && t.IsBinary) is { } details)
        {
            foreach (var detail in Wire.Parse<Google.Rpc.Status>(details.ValueBytes).Details)
            {
                if (detail.TypeUrl.EndsWith("/pulumirpc.InputPropertiesError", StringComparison.Ordinal))
                {
                    wrong.AddRange(
                        Wire.Parse<InputPropertiesError>(detail.Value.ToByteArray()).Errors.Select(e => (e.PropertyPath, e.Reason))
                    );
                }
                else if (detail.TypeUrl.EndsWith("/pulumirpc.ConfigureErrorMissingKeys", StringComparison.Ordinal))
                {
                    var missing = Wire.Parse<ConfigureErrorMissingKeys>(detail.Value.ToByteArray()).MissingKeys;
                    if (missing.Count > 0)
                    {
                        return new(
                            InitFailedException.List([
                                .. missing.Select(m =>
                                    $"missing required configuration key \"{m.Name}\": {m.Description}\nSet a value using the command "
                                    + $"`pulumi config set {m.Name} <value>`."
                                ),
                            ])
                        );
                    }
                }
            }
        }

        return new(failure.Status.Detail) { WrongInputs = wrong };
    }

    /// <summary>A change that failed in a way nobody foresaw may have happened or not.</summary>
    private ProviderException Lost(RpcException failure) =>
        new(
            Translate(failure).Message,
            failure.StatusCode is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss && failure.Status.DebugException is null
        );

    private async Task<TResponse> CallAsync<TRequest, TResponse>(string method, TRequest request, DateTime? deadline = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        _abilities.Trim(request);
        var call = Methods<TRequest, TResponse>.All.GetOrAdd(
            method,
            static name => Wire.Unary<TRequest, TResponse>("ResourceProvider", name)
        );
        using var pending = _invoker.AsyncUnaryCall(
            call,
            null,
            new CallOptions(deadline: deadline, cancellationToken: _gone.Token),
            request
        );
        return await pending.ResponseAsync.ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        await _process.Exited.ConfigureAwait(false);
        await _gone.CancelAsync().ConfigureAwait(false);
    }

    private static class Methods<TRequest, TResponse>
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        public static readonly ConcurrentDictionary<string, Method<TRequest, TResponse>> All = new(StringComparer.Ordinal);
    }
}
