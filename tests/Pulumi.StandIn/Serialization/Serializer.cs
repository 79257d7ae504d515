using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Pulumi.Serialization;

/// <summary>Values of a program as plain trees, with notes on what was met: dependencies, unknowns, secrets.</summary>
internal sealed class Serializer(bool keepResources, bool keepOutputValues, bool skipReferenceDependencies = false)
{
    public HashSet<Resource> Dependencies { get; } = [];

    /// <summary>Leaves the values of secrets bare, for a caller that makes the whole secret.</summary>
    public bool BareSecrets { get; init; }

    public bool ContainsUnknowns { get; private set; }

    public bool ContainsSecrets { get; private set; }

    public static async Task<Serialized> SerializeAllAsync(
        string label,
        IEnumerable<KeyValuePair<string, object?>> properties,
        bool keepResources,
        bool keepOutputValues,
        bool skipReferenceDependencies = false,
        bool dropIdentity = false
    )
    {
        var values = new Dictionary<string, object?>();
        var dependencies = new Dictionary<string, HashSet<Resource>>();
        var unknowns = false;
        var secrets = false;
        foreach (var (key, value) in properties)
        {
            if (dropIdentity && (key is "id" or "urn"))
            {
                continue;
            }

            var serializer = new Serializer(keepResources, keepOutputValues, skipReferenceDependencies);
            object? plain;
            try
            {
                plain = await serializer.SerializeAsync($"{label}.{key}", value).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not Grpc.Core.RpcException)
            {
                throw new InvalidOperationException($"error serializing property \"{key}\": {exception.Message}", exception);
            }

            if (plain is null)
            {
                continue;
            }

            values[key] = plain;
            dependencies[key] = serializer.Dependencies;
            unknowns |= serializer.ContainsUnknowns;
            secrets |= serializer.ContainsSecrets;
        }

        return new(values, dependencies, unknowns, secrets);
    }

    public async Task<object?> SerializeAsync(string context, object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case string or bool or double:
                return value;
            case int number:
                return (double)number;
            case InputArgs args:
                return await SerializeMapAsync(context, await args.ToDictionaryAsync().ConfigureAwait(false)).ConfigureAwait(false);
            case AssetOrArchive asset:
                return new Dictionary<string, object?>
                {
                    [Signatures.Key] = asset.Signature,
                    [asset.Property] = await SerializeAsync($"{context}.{asset.Property}", asset.Content).ConfigureAwait(false),
                };
            case Task:
                throw new InvalidOperationException(
                    $"Tasks are not allowed inside ResourceArgs. Please wrap your Task in an Output:\n\t{context}"
                );
            case IInput input:
                return await SerializeAsync(context, input.Parts).ConfigureAwait(false);
            case IUnion union:
                return await SerializeAsync(context, union.Value).ConfigureAwait(false);
            case JsonElement element:
                return Plain(element);
            case IOutput output:
                return await SerializeOutputAsync(context, output).ConfigureAwait(false);
            case Resource resource:
                return await SerializeResourceAsync(resource).ConfigureAwait(false);
            case IDictionary map:
                return await SerializeMapAsync(context, Entries(context, map)).ConfigureAwait(false);
            case IEnumerable<KeyValuePair<string, object?>> map:
                return await SerializeMapAsync(context, map).ConfigureAwait(false);
            case IList list:
                return await SerializeListAsync(context, list).ConfigureAwait(false);
            case System.Enum number:
                return Convert.ToDouble(Convert.ChangeType(number, System.Enum.GetUnderlyingType(number.GetType()), null), null);
            default:
                return value.GetType().GetCustomAttribute<EnumTypeAttribute>() is not null
                    ? NamedValue(value)
                    : throw new InvalidOperationException($"{value.GetType().FullName} is not a supported argument type.\n\t{context}");
        }
    }

    /// <summary>The URNs a dependency stands for: a local component stands for what is inside it.</summary>
    public static async Task<List<string>> UrnsAsync(IEnumerable<Resource> resources, Resource? except = null)
    {
        var reached = new HashSet<Resource>();
        foreach (var resource in resources)
        {
            Reach(resource);
        }

        var urns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var resource in reached)
        {
            if (resource is not ComponentResource { IsRemote: false } && resource != except)
            {
                urns.Add((await resource.Urn.Data.ConfigureAwait(false)).Value);
            }
        }

        return [.. urns];

        void Reach(Resource resource)
        {
            if (reached.Add(resource) && resource is ComponentResource { IsRemote: false })
            {
                foreach (var child in resource.Children)
                {
                    Reach(child);
                }
            }
        }
    }

    private async Task<object?> SerializeOutputAsync(string context, IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        Dependencies.UnionWith(data.Resources);
        ContainsSecrets |= data.IsSecret;
        ContainsUnknowns |= !data.IsKnown;

        if (keepOutputValues && (!data.IsKnown || data.IsSecret || data.Resources.Count > 0))
        {
            var result = new Dictionary<string, object?> { [Signatures.Key] = Signatures.OutputValue };
            if (data.IsKnown)
            {
                result["value"] = await SerializeAsync(context, data.Value).ConfigureAwait(false);
            }

            if (data.IsSecret)
            {
                result["secret"] = true;
            }

            var urns = await UrnsAsync(data.Resources).ConfigureAwait(false);
            if (urns.Count > 0)
            {
                result["dependencies"] = urns;
            }

            return result;
        }

        if (!data.IsKnown)
        {
            return Signatures.Unknown;
        }

        var value = await SerializeAsync($"{context}.id", data.Value).ConfigureAwait(false);
        return data.IsSecret && !BareSecrets
            ? new Dictionary<string, object?> { [Signatures.Key] = Signatures.Secret, ["value"] = value }
            : value;
    }

    private async Task<object?> SerializeResourceAsync(Resource resource)
    {
        if (!skipReferenceDependencies)
        {
            Dependencies.Add(resource);
        }

        var urn = (await resource.Urn.Data.ConfigureAwait(false)).Value;
        if (resource is not CustomResource custom)
        {
            return keepResources ? new Dictionary<string, object?> { [Signatures.Key] = Signatures.Resource, ["urn"] = urn } : urn;
        }

        var id = await custom.Id.Data.ConfigureAwait(false);
        if (keepResources)
        {
            return new Dictionary<string, object?>
            {
                [Signatures.Key] = Signatures.Resource,
                ["urn"] = urn,
                ["id"] = id.IsKnown ? id.Value : "",
            };
        }

        ContainsUnknowns |= !id.IsKnown;
        return id.IsKnown ? id.Value : Signatures.Unknown;
    }

    private async Task<object?> SerializeMapAsync(string context, IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var result = new Dictionary<string, object?>();
        foreach (var (key, value) in entries)
        {
            if (await SerializeAsync($"{context}.{key}", value).ConfigureAwait(false) is { } plain)
            {
                result[key] = plain;
            }
        }

        return result;
    }

    private async Task<object?> SerializeListAsync(string context, IList list)
    {
        var result = new List<object?>();
        var type = list.GetType();
        if (
            type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(System.Collections.Immutable.ImmutableArray<>)
            && (bool)type.GetProperty("IsDefault")!.GetValue(list)!
        )
        {
            return result;
        }

        for (var i = 0; i < list.Count; i++)
        {
            result.Add(await SerializeAsync($"{context}[{i}]", list[i]).ConfigureAwait(false));
        }

        return result;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(string context, IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return entry.Key is string key
                ? new(key, entry.Value)
                : throw new InvalidOperationException($"Dictionaries are only supported with string keys:\n\t{context}");
        }
    }

    private static object NamedValue(object value)
    {
        var type = value.GetType();
        foreach (var target in new[] { typeof(string), typeof(double) })
        {
            var conversion = type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .FirstOrDefault(method => method.Name == "op_Explicit" && method.ReturnType == target);
            if (conversion?.Invoke(null, [value]) is { } plain)
            {
                return plain;
            }
        }

        throw new InvalidOperationException($"Expected {type.FullName} to have an explicit conversion operator to String or Double.");
    }

    private static object? Plain(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
            _ => element
                .EnumerateObject()
                .Where(property => property.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(property => property.Name, property => Plain(property.Value)),
        };
}
