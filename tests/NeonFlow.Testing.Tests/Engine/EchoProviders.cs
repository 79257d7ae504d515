using System.Collections.Concurrent;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>The providers of one test.</summary>
internal sealed class EchoProviders : IProviderLauncher
{
    /// <summary>What was asked, in order, as verb and name.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<CheckRequest> Checks { get; } = [];

    /// <summary>What fails, as verb and name, and why.</summary>
    public ConcurrentDictionary<string, string> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects, by name, that somebody deleted.</summary>
    public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

    public bool SupportsAutonaming { get; init; } = true;

    public async Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory
    )
    {
        var provider = new EchoProvider(this);
        await provider.ServeAsync();
        return provider;
    }
}
