using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Engine;

/// <summary>The engine's log; failures to log are nobody's failure.</summary>
internal interface IEngineLog
{
    Task LogAsync(Severity severity, string text, string urn, bool ephemeral);
}
