using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>A program that registers its stack and then does what a test wants.</summary>
internal sealed class StackProgram(Func<ResourceMonitor.ResourceMonitorClient, string, CancellationToken, Task> body) : IProgramRunner
{
    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress("http://" + start.MonitorAddress);
        var monitor = new ResourceMonitor.ResourceMonitorClient(channel);
        try
        {
            var stack = await monitor.RegisterResourceAsync(
                new()
                {
                    Type = Urn.StackType,
                    Name = $"{start.Project}-{start.Stack}",
                    Object = new(),
                    AcceptSecrets = true,
                },
                cancellationToken: stop
            );
            await body(monitor, stack.Urn, stop);
            return new(null, false);
        }
        catch (RpcException)
        {
            return new(null, true);
        }
    }
}
