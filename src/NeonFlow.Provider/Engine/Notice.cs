using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Engine;

/// <summary>A line of the engine's log that belongs to the answer of a call.</summary>
internal sealed record Notice(Severity Severity, string Text);
