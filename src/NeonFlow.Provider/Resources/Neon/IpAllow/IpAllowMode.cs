using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>Whom the address list belongs to.</summary>
[ObjectType("neonflow:neon:IpAllowMode")]
public enum IpAllowMode
{
    /// <summary>Others may have entries, too; only our own are added and removed.</summary>
    [WireName("additive")]
    Additive,

    /// <summary>The list is exactly what the program says.</summary>
    [WireName("exclusive")]
    Exclusive,
}
