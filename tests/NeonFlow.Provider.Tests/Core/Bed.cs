using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

[ObjectType("neonflow:test:Bed")]
public sealed record Bed
{
    public required string Name { get; init; }

    [Default(3)]
    public int? Rows { get; init; }

    public Secret? Key { get; init; }
}
