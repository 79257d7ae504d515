using Google.Protobuf.WellKnownTypes;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// Property maps on the wire: <c>google.protobuf.Struct</c> with the engine's special objects for secrets, unknowns and references.
/// </summary>
internal static class StructCodec
{
    private const string SignatureKey = "4dabf18193072939515e22adb298388d";
    private const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";
    private const string ReferenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
    private const string OutputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

    // One for each type of value; the first is the only one that the .NET SDK knows.
    private static readonly HashSet<string> UnknownTexts = new(StringComparer.Ordinal)
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    };

    public const string UnknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    public static PropertyValue.Map Decode(Struct? map) => map is null || map.Fields.Count == 0 ? PropertyValue.Map.Empty : Entries(map);

    public static Struct Encode(PropertyValue.Map map)
    {
        var result = new Struct();
        foreach (var (key, value) in map.Entries)
        {
            result.Fields[key] = Encode(value);
        }

        return result;
    }

    private static PropertyValue.Map Entries(Struct map)
    {
        var entries = new Dictionary<string, PropertyValue>(map.Fields.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map.Fields)
        {
            entries[key] = Decode(value);
        }

        return new(entries);
    }

    private static PropertyValue Decode(Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue:
                return UnknownTexts.Contains(value.StringValue) ? PropertyValue.Unknown.Value : value.StringValue;
            case Value.KindOneofCase.NumberValue:
                return value.NumberValue;
            case Value.KindOneofCase.BoolValue:
                return value.BoolValue;
            case Value.KindOneofCase.ListValue:
                var items = new PropertyValue[value.ListValue.Values.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Decode(value.ListValue.Values[i]);
                }

                return new PropertyValue.List(items);
            case Value.KindOneofCase.StructValue:
                return DecodeObject(value.StructValue);
            default:
                return PropertyValue.Null.Value;
        }
    }

    private static PropertyValue DecodeObject(Struct map)
    {
        if (!map.Fields.TryGetValue(SignatureKey, out var signature) || signature.KindCase != Value.KindOneofCase.StringValue)
        {
            return Entries(map);
        }

        switch (signature.StringValue)
        {
            case SecretSignature:
                return new PropertyValue.Secret(map.Fields.TryGetValue("value", out var inner) ? Decode(inner) : PropertyValue.Null.Value);
            case ReferenceSignature:
                var id =
                    map.Fields.TryGetValue("id", out var idValue)
                    && idValue.StringValue is { Length: > 0 } text
                    && !UnknownTexts.Contains(text)
                        ? text
                        : null;
                return new PropertyValue.Reference(map.Fields.TryGetValue("urn", out var urn) ? urn.StringValue : "", id);
            case OutputSignature:
                var plain = map.Fields.TryGetValue("value", out var output) ? Decode(output) : PropertyValue.Unknown.Value;
                return map.Fields.TryGetValue("secret", out var secret) && secret.BoolValue ? new PropertyValue.Secret(plain) : plain;
            default:
                return Entries(map);
        }
    }

    private static Value Encode(PropertyValue value)
    {
        switch (value)
        {
            case PropertyValue.Text text:
                return Value.ForString(text.Value);
            case PropertyValue.Number number:
                return Value.ForNumber(number.Value);
            case PropertyValue.Bool b:
                return Value.ForBool(b.Value);
            case PropertyValue.Unknown:
                return Value.ForString(UnknownText);
            case PropertyValue.List list:
                var items = new ListValue();
                foreach (var item in list.Items)
                {
                    items.Values.Add(Encode(item));
                }

                return new Value { ListValue = items };
            case PropertyValue.Map map:
                return Value.ForStruct(Encode(map));
            case PropertyValue.Secret secret:
                return Value.ForStruct(
                    new Struct { Fields = { [SignatureKey] = Value.ForString(SecretSignature), ["value"] = Encode(secret.Inner) } }
                );
            case PropertyValue.Reference reference:
                return Value.ForStruct(
                    new Struct
                    {
                        Fields =
                        {
                            [SignatureKey] = Value.ForString(ReferenceSignature),
                            ["urn"] = Value.ForString(reference.Urn),
                            ["id"] = Value.ForString(reference.Id ?? ""),
                        },
                    }
                );
            default:
                return Value.ForNull();
        }
    }
}
