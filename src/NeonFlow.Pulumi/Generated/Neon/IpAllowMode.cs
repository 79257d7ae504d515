// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.ComponentModel;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Neon;

/// <summary>
/// Whom the address list belongs to.
/// </summary>
[EnumType]
public readonly struct IpAllowMode : IEquatable<IpAllowMode>
{
    private readonly string _value;

    private IpAllowMode(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Others may have entries, too; only our own are added and removed.
    /// </summary>
    public static IpAllowMode Additive { get; } = new IpAllowMode("additive");

    /// <summary>
    /// The list is exactly what the program says.
    /// </summary>
    public static IpAllowMode Exclusive { get; } = new IpAllowMode("exclusive");

    /// <summary>Same value.</summary>
    public static bool operator ==(IpAllowMode left, IpAllowMode right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(IpAllowMode left, IpAllowMode right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(IpAllowMode value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is IpAllowMode other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(IpAllowMode other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
