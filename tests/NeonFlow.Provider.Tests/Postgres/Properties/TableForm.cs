namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>What kind of table a generated one is.</summary>
internal enum TableForm
{
    Keyed,
    Keyless,
    Indexed,
    Unlogged,
    View,
    Partitioned,
}
