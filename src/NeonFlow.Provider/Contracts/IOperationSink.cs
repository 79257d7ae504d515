using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>Where a context's words go.</summary>
internal interface IOperationSink
{
    void Log(Severity severity, string text, bool ephemeral);

    /// <summary>An info line, once in an operation.</summary>
    void LogOnce(string text);

    void SavePartialState(string id, ShapeInfo shape, object state);

    void AddSecret(string secret);
}
