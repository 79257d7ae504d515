using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>How a direct connection is encrypted; the words of libpq.</summary>
[ObjectType("neonflow:postgres:ConnectionTlsMode")]
public enum ConnectionTlsMode
{
    /// <summary>Encrypted, certificate and host name verified.</summary>
    [WireName("verify-full")]
    VerifyFull,

    /// <summary>Encrypted, certificate chain verified.</summary>
    [WireName("verify-ca")]
    VerifyCa,

    /// <summary>Encrypted, nothing verified.</summary>
    [WireName("require")]
    Require,

    /// <summary>Not encrypted; for loopback only.</summary>
    [WireName("disable")]
    Disable,
}
