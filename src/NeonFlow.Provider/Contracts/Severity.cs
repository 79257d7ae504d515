namespace NeonFlow.Provider.Contracts;

/// <summary>Severity of a log line.</summary>
public enum Severity
{
    /// <summary>Shown.</summary>
    Info,

    /// <summary>Shown as a warning.</summary>
    Warning,
}
