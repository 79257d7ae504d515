using Google.Protobuf.WellKnownTypes;

namespace NeonFlow.Testing.Engine;

/// <summary>The wire form of property trees: <c>google.protobuf.Struct</c> with signature objects for what JSON cannot say.</summary>
/// <remarks>In pulumi/pulumi: MarshalProperties (pkg/resource/plugin/rpc.go).</remarks>
internal static class PropertyCodec
{
    public const string SignatureKey = "4dabf18193072939515e22adb298388d";
    public const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";
    public const string ResourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
    public const string OutputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    public const string AssetSignature = "c44067f5952c0a294b673a41bacd8c17";
    public const string ArchiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

    public const string UnknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private static readonly HashSet<string> UnknownTexts = new(StringComparer.Ordinal)
    {
        UnknownString,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    };

    public static bool IsUnknownText(string text) => UnknownTexts.Contains(text);

    public static PropertyMap Read(Struct? from) =>
        from is null ? PropertyMap.Empty : new PropertyMap(from.Fields.Select(f => KeyValuePair.Create(f.Key, Read(f.Value))));

    public static PropertyValue Read(Value from) =>
        from.KindCase switch
        {
            Value.KindOneofCase.BoolValue => from.BoolValue,
            Value.KindOneofCase.NumberValue => from.NumberValue,
            Value.KindOneofCase.StringValue => IsUnknownText(from.StringValue) ? PropertyValue.Unknown : from.StringValue,
            Value.KindOneofCase.ListValue => new ArrayValue(from.ListValue.Values.Select(Read)),
            Value.KindOneofCase.StructValue => ReadObject(from.StructValue),
            _ => PropertyValue.Null,
        };

    public static Struct Write(PropertyMap map, WireForm form)
    {
        var to = new Struct();
        foreach (var (name, value) in map)
        {
            if (Write(value, form) is { } written)
            {
                to.Fields[name] = written;
            }
        }

        return to;
    }

    /// <summary>The wire form of a value; null when the form has no place for it (an unknown that is to be dropped).</summary>
    public static Value? Write(PropertyValue value, WireForm form)
    {
        switch (value)
        {
            case BoolValue b:
                return Value.ForBool(b.Value);
            case NumberValue n:
                return Value.ForNumber(n.Value);
            case StringValue s:
                return Value.ForString(s.Value);
            case UnknownValue:
                return form.KeepUnknowns ? Value.ForString(UnknownString) : null;
            case ArrayValue array:
                var list = new ListValue();
                foreach (var item in array.Items)
                {
                    if (Write(item, form) is { } element)
                    {
                        list.Values.Add(element);
                    }
                }

                return new Value { ListValue = list };
            case ObjectValue map:
                return Value.ForStruct(Write(map.Members, form));
            case SecretValue secret:
                if (!form.KeepSecrets)
                {
                    return Write(secret.Element, form);
                }

                return Write(secret.Element, form) is { } inner ? Signed(SecretSignature, ("value", inner)) : null;
            case ResourceReferenceValue reference:
                return WriteReference(reference, form);
            case OutputValue output:
                return WriteOutput(output, form);
            case AssetValue asset:
                return Signed(
                    AssetSignature,
                    ("hash", Value.ForString(asset.Hash)),
                    ("text", form.ElideAssets || asset.Text is null ? null : Value.ForString(asset.Text)),
                    ("path", form.ElideAssets || asset.Path is null ? null : Value.ForString(asset.Path)),
                    ("uri", form.ElideAssets || asset.Uri is null ? null : Value.ForString(asset.Uri))
                );
            case ArchiveValue archive:
                return Signed(
                    ArchiveSignature,
                    ("hash", Value.ForString(archive.Hash)),
                    ("assets", form.ElideAssets || archive.Assets is null ? null : Value.ForStruct(Write(archive.Assets, form))),
                    ("path", form.ElideAssets || archive.Path is null ? null : Value.ForString(archive.Path)),
                    ("uri", form.ElideAssets || archive.Uri is null ? null : Value.ForString(archive.Uri))
                );
            default:
                return Value.ForNull();
        }
    }

    private static Value? WriteReference(ResourceReferenceValue reference, WireForm form)
    {
        if (!form.KeepResources)
        {
            return reference.Id is UnknownValue
                ? Write(reference.Id, form)
                : Value.ForString(reference.Id?.AsString is { Length: > 0 } id ? id : reference.Urn);
        }

        return Signed(
            ResourceSignature,
            ("urn", Value.ForString(reference.Urn)),
            ("id", reference.Id is null ? null : Value.ForString(reference.Id is StringValue known ? known.Value : "")),
            ("packageVersion", reference.PackageVersion.Length == 0 ? null : Value.ForString(reference.PackageVersion))
        );
    }

    private static Value? WriteOutput(OutputValue output, WireForm form)
    {
        if (!form.KeepOutputs)
        {
            var plain = output.Value ?? PropertyValue.Unknown;
            return Write(output.IsSecret ? new SecretValue(plain) : plain, form);
        }

        var dependencies = new ListValue();
        dependencies.Values.AddRange(output.Dependencies.Select(Value.ForString));
        return Signed(
            OutputSignature,
            ("value", output.Value is null ? null : Write(output.Value, form)),
            ("secret", output.IsSecret ? Value.ForBool(true) : null),
            ("dependencies", output.Dependencies.Count == 0 ? null : new Value { ListValue = dependencies })
        );
    }

    private static PropertyValue ReadObject(Struct from)
    {
        if (!from.Fields.TryGetValue(SignatureKey, out var signature) || signature.KindCase != Value.KindOneofCase.StringValue)
        {
            return new ObjectValue(Read(from));
        }

        Value? Field(string name) => from.Fields.GetValueOrDefault(name);
        string? Text(string name) => Field(name) is { KindCase: Value.KindOneofCase.StringValue } v ? v.StringValue : null;

        return signature.StringValue switch
        {
            SecretSignature => new SecretValue(
                Field("value") is { } value ? Read(value) : throw new InvalidDataException("malformed secret value: missing value")
            ),
            ResourceSignature => new ResourceReferenceValue(
                Text("urn") ?? throw new InvalidDataException("malformed resource reference: missing urn"),
                Text("id") is { } id ? (id.Length == 0 || IsUnknownText(id) ? PropertyValue.Unknown : id) : null,
                Text("packageVersion") ?? ""
            ),
            OutputSignature => new OutputValue(
                Field("value") is { } inner ? (Read(inner) is UnknownValue ? null : Read(inner)) : null,
                Field("secret") is { KindCase: Value.KindOneofCase.BoolValue, BoolValue: true },
                Field("dependencies")?.ListValue?.Values.Select(v => v.StringValue).ToArray() ?? []
            ),
            AssetSignature => new AssetValue(Text("hash") ?? "", Text("text"), Text("path"), Text("uri")),
            ArchiveSignature => new ArchiveValue(
                Text("hash") ?? "",
                Field("assets") is { StructValue: { } assets } ? Read(assets) : null,
                Text("path"),
                Text("uri")
            ),
            var other => throw new InvalidDataException($"unrecognized signature '{other}' in property map"),
        };
    }

    private static Value Signed(string signature, params ReadOnlySpan<(string Name, Value? Value)> members)
    {
        var to = new Struct { Fields = { [SignatureKey] = Value.ForString(signature) } };
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                to.Fields[name] = value;
            }
        }

        return Value.ForStruct(to);
    }
}
