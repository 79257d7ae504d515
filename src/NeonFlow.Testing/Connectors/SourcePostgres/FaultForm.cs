namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal enum FaultForm
{
    Plain,
    User,
    Fatal,
}
