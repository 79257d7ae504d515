using System.Globalization;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// An id of the control plane: eight bytes, time-ordered, written as 16 hex digits or as eight pairs with colons between.
/// </summary>
public readonly record struct FlowId(ulong Value) : IComparable<FlowId>
{
    /// <summary>The id that stands for "must not exist".</summary>
    public static FlowId Zero { get; }

    /// <summary>16 lower-case hex digits, as the agent API and GraphQL write it.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Eight pairs of hex digits with colons between, as PostgREST writes it.</summary>
    public string ToColons()
    {
        var plain = ToString();
        return string.Join(':', Enumerable.Range(0, 8).Select(i => plain.Substring(i * 2, 2)));
    }

    /// <summary>Reads both forms; null where the text is neither.</summary>
    public static FlowId? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }
        var plain = text.Replace(":", "", StringComparison.Ordinal);
        return plain.Length == 16 && ulong.TryParse(plain, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new FlowId(value)
            : null;
    }

    /// <inheritdoc/>
    public int CompareTo(FlowId other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left id was given out before the right one.</summary>
    public static bool operator <(FlowId left, FlowId right) => left.Value < right.Value;

    /// <summary>Whether the left id was given out after the right one.</summary>
    public static bool operator >(FlowId left, FlowId right) => left.Value > right.Value;

    /// <summary>Whether the left id was given out before the right one, or is the same.</summary>
    public static bool operator <=(FlowId left, FlowId right) => left.Value <= right.Value;

    /// <summary>Whether the left id was given out after the right one, or is the same.</summary>
    public static bool operator >=(FlowId left, FlowId right) => left.Value >= right.Value;
}
