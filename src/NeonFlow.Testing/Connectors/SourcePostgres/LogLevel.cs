namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal enum LogLevel
{
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}
