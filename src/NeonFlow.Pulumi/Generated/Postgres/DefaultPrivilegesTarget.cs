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
/// Kind of future objects.
/// </summary>
[EnumType]
public readonly struct DefaultPrivilegesTarget : IEquatable<DefaultPrivilegesTarget>
{
    private readonly string _value;

    private DefaultPrivilegesTarget(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Tables, partitioned tables, views.
    /// </summary>
    public static DefaultPrivilegesTarget Tables { get; } = new DefaultPrivilegesTarget("tables");

    /// <summary>
    /// Sequences.
    /// </summary>
    public static DefaultPrivilegesTarget Sequences { get; } = new DefaultPrivilegesTarget("sequences");

    /// <summary>Same value.</summary>
    public static bool operator ==(DefaultPrivilegesTarget left, DefaultPrivilegesTarget right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(DefaultPrivilegesTarget left, DefaultPrivilegesTarget right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(DefaultPrivilegesTarget value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is DefaultPrivilegesTarget other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(DefaultPrivilegesTarget other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
