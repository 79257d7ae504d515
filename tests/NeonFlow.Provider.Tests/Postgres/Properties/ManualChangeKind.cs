namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>What somebody does by hand.</summary>
internal enum ManualChangeKind
{
    Grant,
    Revoke,
    GrantColumn,
    Usage,
    NoUsage,
    Future,
    NoFuture,
    MakeAnew,
    AddTable,
}
