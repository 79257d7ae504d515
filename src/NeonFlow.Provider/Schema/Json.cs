using System.Numerics;
using System.Text.Json;

namespace NeonFlow.Provider.Schema;

/// <summary>
/// Free JSON: a value whose structure no shape knows, such as a connector's configuration. Secrets inside keep their marks.
/// </summary>
/// <param name="Value">The value; in a preview it may hold unknowns.</param>
public sealed record Json(PropertyValue Value)
{
    /// <summary>
    /// A JSON value as a property value. A number that the wire's numbers cannot hold, such as a whole one beyond 2^53, becomes its text.
    /// </summary>
    public static PropertyValue ValueOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => NumberOf(element),
            JsonValueKind.Array => new PropertyValue.List([.. element.EnumerateArray().Select(ValueOf)]),
            JsonValueKind.Object => new PropertyValue.Map(
                element.EnumerateObject().ToDictionary(static p => p.Name, static p => ValueOf(p.Value), StringComparer.Ordinal)
            ),
            _ => PropertyValue.Null.Value,
        };

    private static PropertyValue NumberOf(JsonElement element)
    {
        var (number, text) = (element.GetDouble(), element.GetRawText());
        var isHeld = double.IsFinite(number) && !(BigInteger.TryParse(text, out var whole) && whole != new BigInteger(number));
        return isHeld ? number : text;
    }

    /// <summary>The kind of value only: a secret may be inside.</summary>
    public override string ToString() => $"[{Value.Plain.GetType().Name}]";
}
