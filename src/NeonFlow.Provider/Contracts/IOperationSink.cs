using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>Where a context's words go.</summary>
internal interface IOperationSink
{
    /// <summary>Whether what could not be looked at is an error.</summary>
    bool IsStrict { get; }

    void Log(Severity severity, string text, bool ephemeral);

    /// <summary>A line that is said once in an operation for one cause.</summary>
    void LogOnce(string cause, Severity severity, string text);

    void SavePartialState(string id, ShapeInfo shape, object state);

    void AddSecret(string secret);
}
