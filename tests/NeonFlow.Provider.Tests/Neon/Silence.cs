using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>Nobody listens to an operation, unless <see cref="Told"/> does.</summary>
internal sealed class Silence : IOperationSink
{
    public bool IsStrict => false;

    public Action<string> Told { get; init; } = static _ => { };

    public void Log(Severity severity, string text, bool ephemeral) => Told(text);

    public void LogOnce(string cause, Severity severity, string text) { }

    public void SavePartialState(string id, ShapeInfo shape, object state) { }

    public void AddSecret(string secret) { }
}
