using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>Protobuf values as objects: secrets unwrapped and noted, unknowns noted, assets and resources made.</summary>
internal static class Deserializer
{
    /// <param name="value">The value as it came over the wire.</param>
    /// <param name="keepOutputs">Makes an <see cref="Output{T}"/> of each output value, instead of noting what it says.</param>
    public static OutputData<object?> Deserialize(Value value, bool keepOutputs = false)
    {
        var state = new Reading(keepOutputs);
        var result = state.Read(value);
        return new([.. state.Resources], state.IsKnown ? result : null, state.IsKnown, state.IsSecret);
    }

    private static IOutput Make<T>(OutputData<object?> data) => new Output<T>(data.With((T)data.Value!));

    private sealed class Reading(bool keepOutputs)
    {
        public HashSet<Resource> Resources { get; } = [];

        public bool IsKnown { get; private set; } = true;

        public bool IsSecret { get; private set; }

        public object? Read(Value value)
        {
            switch (value.KindCase)
            {
                case Value.KindOneofCase.BoolValue:
                    return value.BoolValue;
                case Value.KindOneofCase.NumberValue:
                    return value.NumberValue;
                case Value.KindOneofCase.StringValue when value.StringValue == Signatures.Unknown:
                    IsKnown = false;
                    return null;
                case Value.KindOneofCase.StringValue:
                    return value.StringValue;
                case Value.KindOneofCase.ListValue:
                    return value.ListValue.Values.Select(Read).ToImmutableArray();
                case Value.KindOneofCase.StructValue:
                    return ReadObject(value.StructValue);
                default:
                    return null;
            }
        }

        private object? ReadObject(Struct fields)
        {
            if (fields.Fields.TryGetValue(Signatures.Key, out var signature) && signature.KindCase == Value.KindOneofCase.StringValue)
            {
                return signature.StringValue switch
                {
                    Signatures.Secret => ReadSecret(fields),
                    Signatures.Asset => ReadAsset(fields),
                    Signatures.Archive => ReadArchive(fields),
                    Signatures.Resource => ReadResource(fields),
                    Signatures.OutputValue => ReadOutputValue(fields),
                    var other => throw new InvalidOperationException($"Unrecognized signature when deserializing: {other}"),
                };
            }

            var result = ImmutableDictionary.CreateBuilder<string, object?>();
            foreach (var (key, value) in fields.Fields)
            {
                if (!key.StartsWith("__", StringComparison.Ordinal))
                {
                    result[key] = Read(value);
                }
            }

            return result.ToImmutable();
        }

        private object? ReadSecret(Struct fields)
        {
            IsSecret = true;
            return fields.Fields.TryGetValue("value", out var value)
                ? Read(value)
                : throw new InvalidOperationException("Secrets must have a field called 'value'");
        }

        private object? ReadOutputValue(Struct fields)
        {
            if (keepOutputs)
            {
                var inner = new Reading(keepOutputs);
                var content = inner.ReadOutputContent(fields);
                var data = new OutputData<object?>([.. inner.Resources], content, inner.IsKnown, inner.IsSecret);

                // A transform may ask for the type of what is known: Output<string>, Output<double>.
                return typeof(Deserializer)
                    .GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(content?.GetType() ?? typeof(object))
                    .Invoke(null, [data]);
            }

            return ReadOutputContent(fields);
        }

        private object? ReadOutputContent(Struct fields)
        {
            IsSecret |= fields.Fields.TryGetValue("secret", out var secret) && secret.BoolValue;
            if (fields.Fields.TryGetValue("dependencies", out var dependencies))
            {
                Resources.UnionWith(dependencies.ListValue.Values.Select(urn => new ReferencedResource(urn.StringValue)));
            }

            if (fields.Fields.TryGetValue("value", out var value))
            {
                return Read(value);
            }

            IsKnown = false;
            return null;
        }

        private static Asset ReadAsset(Struct fields) =>
            Text(fields, "path") is { } path ? new FileAsset(path)
            : Text(fields, "uri") is { } uri ? new RemoteAsset(uri)
            : Text(fields, "text") is { } text ? new StringAsset(text)
            : throw new InvalidOperationException("Value was marked as Asset, but did not conform to required shape.");

        private Archive ReadArchive(Struct fields)
        {
            if (Text(fields, "path") is { } path)
            {
                return new FileArchive(path);
            }

            if (Text(fields, "uri") is { } uri)
            {
                return new RemoteArchive(uri);
            }

            return fields.Fields.TryGetValue("assets", out var assets) && assets.KindCase == Value.KindOneofCase.StructValue
                ? new AssetArchive(assets.StructValue.Fields.ToDictionary(entry => entry.Key, entry => (AssetOrArchive)Read(entry.Value)!))
                : throw new InvalidOperationException("Value was marked as Archive, but did not conform to required shape.");
        }

        private static Resource ReadResource(Struct fields)
        {
            var urn =
                Text(fields, "urn")
                ?? throw new InvalidOperationException("Value was marked as a Resource, but did not conform to required shape.");
            return ResourceClasses.Make(urn, Text(fields, "packageVersion") ?? "");
        }

        private static string? Text(Struct fields, string key) =>
            fields.Fields.TryGetValue(key, out var value) && value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : null;
    }
}
