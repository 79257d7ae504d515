using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace NeonFlow.Provider.Schema;

/// <summary>Everything that derives from a shape record, read once by reflection when the shape is first used.</summary>
public sealed class ShapeInfo
{
    internal const DynamicallyAccessedMemberTypes Kept =
        DynamicallyAccessedMemberTypes.PublicProperties
        | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor
        | DynamicallyAccessedMemberTypes.PublicFields;

    private static readonly ConcurrentDictionary<Type, ShapeInfo> Known = new();

    private readonly Func<object> _new;
    private bool? _holdsSecrets;

    private ShapeInfo([DynamicallyAccessedMembers(Kept)] Type type, Func<object> create)
    {
        Type = type;
        _new = create;
        Token =
            type.GetCustomAttribute<ResourceAttribute>()?.Token
            ?? type.GetCustomAttribute<FunctionAttribute>()?.Token
            ?? type.GetCustomAttribute<ObjectTypeAttribute>()?.Token
            ?? "";
        var nested = type.GetCustomAttributes<NestedAttribute>().ToDictionary(static n => n.Type);
        var scalars = type.GetCustomAttributes<ScalarAttribute>().ToDictionary(static s => s.Type);
        Properties =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(static p => p.CanWrite)
                .Select(p => new PropertyShape(p, Describe(p.PropertyType, nested, scalars, p))),
        ];
    }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>Pulumi token; empty for function results.</summary>
    public string Token { get; }

    /// <summary>Properties in order of declaration.</summary>
    public IReadOnlyList<PropertyShape> Properties { get; }

    /// <summary>Whether any property is a secret or may hold one.</summary>
    internal bool HoldsSecrets => _holdsSecrets ??= Properties.Any(static p => p.Value.HoldsSecrets);

    /// <summary>The property of that wire name, or null.</summary>
    public PropertyShape? this[string name] => Properties.FirstOrDefault(p => p.Name == name);

    /// <summary>The shape of a record type.</summary>
    public static ShapeInfo Of<[DynamicallyAccessedMembers(Kept)] T>() =>
        Known.TryGetValue(typeof(T), out var known)
            ? known
            : Known.GetOrAdd(typeof(T), new ShapeInfo(typeof(T), static () => Activator.CreateInstance<T>()!));

    internal object New() => _new();

    /// <summary>
    /// What is unknown of the object itself: directives, triggers and credentials say nothing about what it is or where it is.
    /// </summary>
    public UnknownSet AboutObject(UnknownSet unknown)
    {
        if (!unknown.Any)
        {
            return unknown;
        }
        var paths = unknown.Paths.Where(IsAboutObject).ToList();
        return paths.Count == 0 ? UnknownSet.None : new UnknownSet(paths);
    }

    private bool IsAboutObject(string path)
    {
        var root = PropertyPath.Root(path);
        if (this[root] is not { } property)
        {
            return true;
        }
        if (property.IsDirective || property.IsTrigger || property.IsCredential)
        {
            return false;
        }
        var rest = path[Math.Min(path.Length, root.Length)..].TrimStart('.');
        return rest.Length == 0 || property.Value.Object is not { } nested || nested.IsAboutObject(rest);
    }

    private static ValueShape Describe(
        Type type,
        Dictionary<Type, NestedAttribute> nested,
        Dictionary<Type, ScalarAttribute> scalars,
        PropertyInfo member
    )
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
        {
            return new(ValueKind.Text, plain);
        }

        if (plain == typeof(Secret))
        {
            return new(ValueKind.Text, plain) { Secret = true };
        }

        if (plain == typeof(bool))
        {
            return new(ValueKind.Bool, plain);
        }

        if (plain == typeof(int) || plain == typeof(long))
        {
            return new(ValueKind.Integer, plain);
        }

        if (plain == typeof(double))
        {
            return new(ValueKind.Number, plain);
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return new(ValueKind.List, plain) { Element = Describe(plain.GenericTypeArguments[0], nested, scalars, member) };
        }

        if (plain == typeof(IReadOnlyDictionary<string, string>))
        {
            return new(ValueKind.Map, plain) { Element = new(ValueKind.Text, typeof(string)) };
        }

        if (plain == typeof(IReadOnlyDictionary<string, int>))
        {
            return new(ValueKind.Map, plain) { Element = new(ValueKind.Integer, typeof(int)) };
        }

        if (plain == typeof(Json))
        {
            return new(ValueKind.Any, plain);
        }

        if (scalars.TryGetValue(plain, out var scalar))
        {
            return new(ValueKind.Text, plain) { Scalar = scalar };
        }

        if (nested.TryGetValue(plain, out var attribute))
        {
            return new(plain.IsEnum ? ValueKind.Enum : ValueKind.Object, plain) { Nested = attribute };
        }

        throw new InvalidOperationException(
            $"{member.DeclaringType}.{member.Name}: a shape cannot hold {type}; nested records and enums need [Nested<{plain.Name}>] on "
                + "the shape."
        );
    }
}
