namespace NeonFlow.Conformance.Tests;

/// <summary>What a resource's Read looks at, and so what can keep it from looking.</summary>
[Flags]
internal enum Sources
{
    Neon = 1,
    Postgres = 2,
    Estuary = 4,
}
