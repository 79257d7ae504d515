using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>A scalar: <c>row-column</c>.</summary>
public readonly record struct Shelf(int Row, int Column) : IParsable<Shelf>
{
    public static Shelf Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var shelf) ? shelf : throw new FormatException(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Shelf result)
    {
        result = default;
        if (
            s?.Split('-') is not [var row, var column]
            || !int.TryParse(row, NumberStyles.None, provider, out var r)
            || !int.TryParse(column, NumberStyles.None, provider, out var c)
        )
        {
            return false;
        }
        result = new(r, c);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Row}-{Column}");
}
