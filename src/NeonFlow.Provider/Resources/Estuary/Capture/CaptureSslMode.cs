using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>TLS of a capture; the words of libpq.</summary>
[ObjectType("neonflow:estuary:CaptureSslMode")]
public enum CaptureSslMode
{
    /// <summary>Not encrypted.</summary>
    [WireName("disable")]
    Disable,

    /// <summary>Encrypted where the server offers it, else plain without a word.</summary>
    [WireName("prefer")]
    Prefer,

    /// <summary>Encrypted, nothing verified.</summary>
    [WireName("require")]
    Require,

    /// <summary>Encrypted, certificate chain verified.</summary>
    [WireName("verify-ca")]
    VerifyCa,

    /// <summary>Encrypted, certificate and host name verified.</summary>
    [WireName("verify-full")]
    VerifyFull,
}
