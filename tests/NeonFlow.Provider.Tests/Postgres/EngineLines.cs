using System.Collections.Concurrent;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What the engine was told in an operation.</summary>
internal sealed class EngineLines : IEngineLog
{
    public ConcurrentQueue<string> Texts { get; } = new();

    public Task LogAsync(Severity severity, string text, string urn, bool ephemeral)
    {
        Texts.Enqueue(severity == Severity.Warning ? $"warning: {text}" : text);
        return Task.CompletedTask;
    }
}
