using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

[ObjectType("neonflow:test:Soil")]
public enum Soil
{
    Sandy,

    [WireName("heavy-clay")]
    Clay,
}
