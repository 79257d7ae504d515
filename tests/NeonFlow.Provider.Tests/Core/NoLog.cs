using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>An engine that prints nothing.</summary>
internal sealed class NoLog : IEngineLog
{
    public Task LogAsync(Severity severity, string text, string urn, bool ephemeral) => Task.CompletedTask;
}
