namespace NeonFlow.Provider.Contracts;

/// <summary>Severity of a log line.</summary>
public enum Severity
{
    /// <summary>Only in verbose logs.</summary>
    Debug,

    /// <summary>Shown.</summary>
    Info,

    /// <summary>Shown as a warning.</summary>
    Warning,
}
