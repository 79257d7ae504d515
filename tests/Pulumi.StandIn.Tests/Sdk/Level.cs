using System.ComponentModel;

namespace Pulumi.Neonflow;

[EnumType]
public readonly struct Level : IEquatable<Level>
{
    private readonly string _value;

    private Level(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    public static Level Low { get; } = new Level("low");
    public static Level High { get; } = new Level("high");

    public static bool operator ==(Level left, Level right) => left.Equals(right);

    public static bool operator !=(Level left, Level right) => !left.Equals(right);

    public static explicit operator string(Level value) => value._value;

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is Level other && Equals(other);

    public bool Equals(Level other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value;
}
