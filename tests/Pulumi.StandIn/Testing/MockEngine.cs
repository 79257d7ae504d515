using System.Collections.Concurrent;
using Pulumirpc;

namespace Pulumi.Testing;

internal sealed class MockEngine : IEngineConnection
{
    private readonly ConcurrentQueue<string> _errors = new();

    public List<string> Errors => [.. _errors];

    public Task LogAsync(LogRequest request)
    {
        if (request.Severity == LogSeverity.Error)
        {
            _errors.Enqueue(request.Message);
        }

        return Task.CompletedTask;
    }

    public Task RequirePulumiVersionAsync(string range) => Task.CompletedTask;
}
