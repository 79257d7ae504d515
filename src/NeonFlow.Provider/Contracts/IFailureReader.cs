using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>Turns the exceptions of a client library into diagnostics; one per area.</summary>
public interface IFailureReader
{
    /// <summary>The diagnostic, or null if the exception is not of this client.</summary>
    Diagnostic? Read(Exception exception);
}
