using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>Plain trees (null, bool, number, text, list, dictionary) as protobuf values.</summary>
internal static class Structs
{
    public static Struct ToStruct(IReadOnlyDictionary<string, object?> values)
    {
        var result = new Struct();
        foreach (var (key, value) in values.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            result.Fields.Add(key, ToValue(value));
        }

        return result;
    }

    public static Value ToValue(object? value) =>
        value switch
        {
            null => Value.ForNull(),
            bool flag => Value.ForBool(flag),
            double number => Value.ForNumber(number),
            int number => Value.ForNumber(number),
            string text => Value.ForString(text),
            IReadOnlyDictionary<string, object?> map => Value.ForStruct(ToStruct(map)),
            IEnumerable<object?> list => Value.ForList([.. list.Select(ToValue)]),
            _ => throw new InvalidOperationException($"Unexpected type {value.GetType().FullName} in a serialized value"),
        };
}
