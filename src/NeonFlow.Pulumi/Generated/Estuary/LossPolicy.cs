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
/// What an up does where changes of a captured table are lost.
/// </summary>
[EnumType]
public readonly struct LossPolicy : IEquatable<LossPolicy>
{
    private readonly string _value;

    private LossPolicy(string value)
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// It fails, as its preview does, with the <c>backfill</c> that captures the tables again.
    /// </summary>
    public static LossPolicy Fail { get; } = new LossPolicy("fail");

    /// <summary>
    /// It captures those tables again from the start, and the plan says which and why.
    /// </summary>
    public static LossPolicy Backfill { get; } = new LossPolicy("backfill");

    /// <summary>
    /// It warns, goes on without what is lost, and forgets it. It fails where the capture cannot go on: while the slot is gone or lost, as long as the cause of another loss stands, and where the publication was gone or a delete came without its key.
    /// </summary>
    public static LossPolicy Accept { get; } = new LossPolicy("accept");

    /// <summary>Same value.</summary>
    public static bool operator ==(LossPolicy left, LossPolicy right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(LossPolicy left, LossPolicy right) => !left.Equals(right);

    /// <summary>The value's wire text.</summary>
    public static explicit operator string(LossPolicy value) => value._value;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is LossPolicy other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(LossPolicy other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _value;
}
