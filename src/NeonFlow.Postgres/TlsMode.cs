namespace NeonFlow.Postgres;

/// <summary>How the connection is encrypted; the words of libpq.</summary>
public enum TlsMode
{
    /// <summary>Encrypted, certificate and host name verified.</summary>
    VerifyFull,

    /// <summary>Encrypted, certificate chain verified, host name not.</summary>
    VerifyCa,

    /// <summary>Encrypted, nothing verified.</summary>
    Require,

    /// <summary>Not encrypted; for loopback only.</summary>
    Disable,
}
