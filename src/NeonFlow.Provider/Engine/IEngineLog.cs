using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>The engine's log; failures to log are nobody's failure.</summary>
internal interface IEngineLog
{
    Task LogAsync(Severity severity, string text, string urn, bool ephemeral);
}
