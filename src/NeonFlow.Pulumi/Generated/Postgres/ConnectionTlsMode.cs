// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.ComponentModel;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres;

/// <summary>
/// How a direct connection is encrypted; the words of libpq.
/// </summary>
[EnumType]
public readonly struct ConnectionTlsMode : IEquatable<ConnectionTlsMode>
{
    private readonly string _value;

    private ConnectionTlsMode(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Encrypted, certificate and host name verified.
    /// </summary>
    public static ConnectionTlsMode VerifyFull { get; } = new ConnectionTlsMode("verify-full");

    /// <summary>
    /// Encrypted, certificate chain verified.
    /// </summary>
    public static ConnectionTlsMode VerifyCa { get; } = new ConnectionTlsMode("verify-ca");

    /// <summary>
    /// Encrypted, nothing verified.
    /// </summary>
    public static ConnectionTlsMode Require { get; } = new ConnectionTlsMode("require");

    /// <summary>
    /// Not encrypted; for loopback only.
    /// </summary>
    public static ConnectionTlsMode Disable { get; } = new ConnectionTlsMode("disable");

    /// <summary>Same value.</summary>
    public static bool operator ==(ConnectionTlsMode left, ConnectionTlsMode right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(ConnectionTlsMode left, ConnectionTlsMode right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(ConnectionTlsMode value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is ConnectionTlsMode other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(ConnectionTlsMode other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
