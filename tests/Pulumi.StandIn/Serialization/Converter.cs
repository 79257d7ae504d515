using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Type = System.Type;

namespace Pulumi.Serialization;

/// <summary>
/// What came over the wire as the type that a program declared; what does not fit is warned about and becomes the default.
/// </summary>
internal static class Converter
{
    private static readonly HashSet<Type> Simple =
    [
        typeof(bool),
        typeof(int),
        typeof(double),
        typeof(string),
        typeof(object),
        typeof(JsonElement),
        typeof(Asset),
        typeof(Archive),
        typeof(AssetOrArchive),
    ];

    public static OutputData<object?> Convert(Action<string> warn, string context, Value value, Type target)
    {
        var data = Deserializer.Deserialize(value);
        return data with { Value = data.IsKnown ? Convert(warn, context, data.Value, target) : null };
    }

    public static OutputData<T> Convert<T>(Action<string> warn, string context, Value value)
    {
        var data = Convert(warn, context, value, typeof(T));
        return data.With(data.Value is null ? default! : (T)data.Value);
    }

    public static void CheckTargetType(string context, Type type, HashSet<Type> seen)
    {
        if (Simple.Contains(type) || type.IsEnum || typeof(Resource).IsAssignableFrom(type) || !seen.Add(type))
        {
            return;
        }

        if (type.GetCustomAttribute<EnumTypeAttribute>() is not null)
        {
            if (EnumConstructor(type) is null)
            {
                throw new InvalidOperationException(
                    $"{type.FullName} had [EnumType], but did not contain constructor with a single String or Double parameter."
                );
            }
        }
        else if (
            type.IsGenericType
            && type.GetGenericTypeDefinition() is { } definition
            && (
                definition == typeof(Nullable<>)
                || definition == typeof(ImmutableArray<>)
                || definition == typeof(Union<,>)
                || definition == typeof(ImmutableDictionary<,>)
            )
        )
        {
            if (definition == typeof(ImmutableDictionary<,>) && type.GenericTypeArguments[0] != typeof(string))
            {
                throw new InvalidOperationException(
                    $"{context} contains invalid type {type.FullName}:\n    The only allowed ImmutableDictionary 'TKey' type is 'String'."
                );
            }

            foreach (var argument in type.GenericTypeArguments)
            {
                CheckTargetType(context, argument, seen);
            }
        }
        else if (type.GetCustomAttribute<OutputTypeAttribute>() is not null)
        {
            var constructor =
                OutputConstructor(type)
                ?? throw new InvalidOperationException(
                    $"{type.FullName} had [OutputType], but did not contain constructor marked with [OutputConstructor]."
                );
            foreach (var parameter in constructor.GetParameters())
            {
                CheckTargetType($"{type.FullName}({parameter.Name})", parameter.ParameterType, seen);
            }
        }
        else
        {
            throw new InvalidOperationException(
                $"{context} contains invalid type {type.FullName}: a class for outputs needs [OutputType], a list is an "
                    + "ImmutableArray<...>, a map an ImmutableDictionary<string, ...>."
            );
        }
    }

    private static object? Convert(Action<string> warn, string context, object? value, Type target)
    {
        try
        {
            return ConvertOrThrow(warn, context, value, target);
        }
        catch (UnfitException exception)
        {
            warn(exception.Message);
            return Default(target);
        }
    }

    private static object? ConvertOrThrow(Action<string> warn, string context, object? value, Type target)
    {
        if (target == typeof(JsonElement))
        {
            return ToJson(value);
        }

        if (value is null)
        {
            return Default(target);
        }

        if (target == typeof(object))
        {
            return value;
        }

        if (target == typeof(bool) || target == typeof(double) || target == typeof(string))
        {
            return target.IsInstanceOfType(value) ? value : throw new UnfitException(target, value, context);
        }

        if (target == typeof(int))
        {
            return (int)Expect<double>(value, context);
        }

        if (target.IsEnum)
        {
            return System.Enum.ToObject(target, (int)Expect<double>(value, context));
        }

        if (typeof(AssetOrArchive).IsAssignableFrom(target))
        {
            return target.IsInstanceOfType(value) ? value : throw new UnfitException(target, value, context);
        }

        if (typeof(Resource).IsAssignableFrom(target))
        {
            return target.IsInstanceOfType(value)
                ? value
                : throw new UnfitException(value is Resource ? target : typeof(Resource), value, context);
        }

        if (target.GetCustomAttribute<EnumTypeAttribute>() is not null)
        {
            var constructor = EnumConstructor(target)!;
            var wanted = constructor.GetParameters()[0].ParameterType;
            return wanted.IsInstanceOfType(value) ? constructor.Invoke([value]) : throw new UnfitException(wanted, value, context);
        }

        if (target.IsGenericType)
        {
            var definition = target.GetGenericTypeDefinition();
            var arguments = target.GenericTypeArguments;
            if (definition == typeof(Nullable<>))
            {
                return ConvertOrThrow(warn, context, value, arguments[0]);
            }

            if (definition == typeof(Union<,>))
            {
                return ConvertUnion(warn, context, value, target, arguments);
            }

            if (definition == typeof(ImmutableArray<>))
            {
                var items = Expect<ImmutableArray<object?>>(value, context);
                return Invoke(
                    nameof(ToArray),
                    arguments[0],
                    [items.Select((item, i) => Convert(warn, $"{context}[{i}]", item, arguments[0]))]
                );
            }

            if (definition == typeof(ImmutableDictionary<,>))
            {
                var entries = Expect<ImmutableDictionary<string, object?>>(value, context);
                return Invoke(
                    nameof(ToMap),
                    arguments[1],
                    [
                        entries.Select(entry =>
                            KeyValuePair.Create(entry.Key, Convert(warn, $"{context}[{entry.Key}]", entry.Value, arguments[1]))
                        ),
                    ]
                );
            }
        }

        if (OutputConstructor(target) is { } output)
        {
            var members = Expect<ImmutableDictionary<string, object?>>(value, context);
            return output.Invoke([
                .. output
                    .GetParameters()
                    .Select(parameter =>
                    {
                        var name = parameter.GetCustomAttribute<OutputConstructorParameterAttribute>()?.Name ?? parameter.Name!;
                        return Convert(
                            warn,
                            $"{target.FullName}({parameter.Name})",
                            members.GetValueOrDefault(name),
                            parameter.ParameterType
                        );
                    }),
            ]);
        }

        throw new InvalidOperationException($"Unexpected target type {target.FullName} when deserializing {context}");
    }

    private static object? ConvertUnion(Action<string> warn, string context, object value, Type target, Type[] arguments)
    {
        for (var i = 0; i < 2; i++)
        {
            try
            {
                var converted = ConvertOrThrow(warn, $"{context}.AsT{i}", value, arguments[i]);
                return target.GetMethod(i == 0 ? "FromT0" : "FromT1")!.Invoke(null, [converted]);
            }
            catch (UnfitException)
            {
                continue;
            }
        }

        throw new UnfitException(target, value, context);
    }

    private static object? Default(Type target) => target.IsValueType ? Activator.CreateInstance(target) : null;

    private static T Expect<T>(object value, string context) => value is T fit ? fit : throw new UnfitException(typeof(T), value, context);

    private static object? Invoke(string method, Type argument, object?[] parameters) =>
        typeof(Converter)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(argument)
            .Invoke(null, parameters);

    private static ImmutableArray<T> ToArray<T>(IEnumerable<object?> items) => [.. items.Select(item => (T)item!)];

    private static ImmutableDictionary<string, T> ToMap<T>(IEnumerable<KeyValuePair<string, object?>> entries) =>
        entries.ToImmutableDictionary(entry => entry.Key, entry => (T)entry.Value!);

    private static ConstructorInfo? EnumConstructor(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .FirstOrDefault(constructor =>
                constructor.GetParameters() is [{ } only] && (only.ParameterType == typeof(string) || only.ParameterType == typeof(double))
            );

    private static ConstructorInfo? OutputConstructor(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .FirstOrDefault(constructor => constructor.GetCustomAttribute<OutputConstructorAttribute>() is not null);

    private static JsonElement ToJson(object? value) => JsonSerializer.SerializeToElement(Json(value));

    private static object? Json(object? value) =>
        value switch
        {
            ImmutableArray<object?> items => items.Select(Json).ToList(),
            ImmutableDictionary<string, object?> entries => entries.ToDictionary(entry => entry.Key, entry => Json(entry.Value)),
            _ => value,
        };

    private sealed class UnfitException(Type expected, object value, string context)
        : Exception($"Expected {expected.FullName} but got {value.GetType().FullName} deserializing {context}");
}
