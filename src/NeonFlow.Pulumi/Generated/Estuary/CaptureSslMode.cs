// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.ComponentModel;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary;

/// <summary>
/// TLS of a capture; the words of libpq.
/// </summary>
[EnumType]
public readonly struct CaptureSslMode : IEquatable<CaptureSslMode>
{
    private readonly string _value;

    private CaptureSslMode(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Not encrypted.
    /// </summary>
    public static CaptureSslMode Disable { get; } = new CaptureSslMode("disable");

    /// <summary>
    /// Encrypted where the server offers it, else plain without a word.
    /// </summary>
    public static CaptureSslMode Prefer { get; } = new CaptureSslMode("prefer");

    /// <summary>
    /// Encrypted, nothing verified.
    /// </summary>
    public static CaptureSslMode Require { get; } = new CaptureSslMode("require");

    /// <summary>
    /// Encrypted, certificate chain verified.
    /// </summary>
    public static CaptureSslMode VerifyCa { get; } = new CaptureSslMode("verify-ca");

    /// <summary>
    /// Encrypted, certificate and host name verified.
    /// </summary>
    public static CaptureSslMode VerifyFull { get; } = new CaptureSslMode("verify-full");

    /// <summary>Same value.</summary>
    public static bool operator ==(CaptureSslMode left, CaptureSslMode right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(CaptureSslMode left, CaptureSslMode right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(CaptureSslMode value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is CaptureSslMode other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(CaptureSslMode other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
