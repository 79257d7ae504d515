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
/// What PostgreSQL writes of the old row when a row is updated or deleted.
/// </summary>
[EnumType]
public readonly struct ReplicaIdentityKind : IEquatable<ReplicaIdentityKind>
{
    private readonly string _value;

    private ReplicaIdentityKind(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// The whole old row.
    /// </summary>
    public static ReplicaIdentityKind Full { get; } = new ReplicaIdentityKind("full");

    /// <summary>
    /// The columns of the primary key: what a new table has.
    /// </summary>
    public static ReplicaIdentityKind Default { get; } = new ReplicaIdentityKind("default");

    /// <summary>
    /// The columns of a unique index.
    /// </summary>
    public static ReplicaIdentityKind Index { get; } = new ReplicaIdentityKind("index");

    /// <summary>
    /// Nothing: once published, <c>UPDATE</c> and <c>DELETE</c> are refused.
    /// </summary>
    public static ReplicaIdentityKind Nothing { get; } = new ReplicaIdentityKind("nothing");

    /// <summary>Same value.</summary>
    public static bool operator ==(ReplicaIdentityKind left, ReplicaIdentityKind right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(ReplicaIdentityKind left, ReplicaIdentityKind right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(ReplicaIdentityKind value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is ReplicaIdentityKind other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(ReplicaIdentityKind other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
