using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeonFlow.Provider.Shapes;

/// <summary>How a property's value is written on the wire.</summary>
public enum ValueKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Truth value.</summary>
    Bool,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Number.</summary>
    Number,

    /// <summary>Enum, by its wire text.</summary>
    Enum,

    /// <summary>Nested record.</summary>
    Object,

    /// <summary>List of <c>Element</c>.</summary>
    List,

    /// <summary>Map of text to <c>Element</c>.</summary>
    Map,
}

/// <summary>Type of a value: what derives into schema, codec and diff.</summary>
public sealed record ValueShape(ValueKind Kind, Type Clr)
{
    /// <summary>Whether the value itself must not be printed.</summary>
    public bool Secret { get; init; }

    /// <summary>Element of a list or map.</summary>
    public ValueShape? Element { get; init; }

    /// <summary>Nested record or enum.</summary>
    internal NestedAttribute? Nested { get; init; }

    /// <summary>Shape of a nested record.</summary>
    public ShapeInfo? Object => Nested?.Shape;

    /// <summary>Whether the value is a secret or may hold one.</summary>
    internal bool HoldsSecrets => Secret || Element?.HoldsSecrets == true || Object?.HoldsSecrets == true;
}

/// <summary>One property of a shape.</summary>
public sealed class PropertyShape
{
    internal PropertyShape(PropertyInfo member, ValueShape value)
    {
        Member = member;
        Value = value;
        Name = char.ToLowerInvariant(member.Name[0]) + member.Name[1..];
        IsInput = member.IsDefined(typeof(InputAttribute));
        IsOutput = member.IsDefined(typeof(OutputAttribute));
        IsTransport = member.IsDefined(typeof(TransportAttribute));
        IsDirective = member.IsDefined(typeof(DirectiveAttribute));
        ReplaceOnChange = member.IsDefined(typeof(ReplaceOnChangeAttribute));
        Unordered = member.GetCustomAttribute<UnorderedAttribute>();
        Default = member.GetCustomAttribute<DefaultAttribute>()?.Value;
        Environment = member.GetCustomAttribute<EnvironmentAttribute>()?.Names ?? [];
        IsRequired = member.IsDefined(typeof(RequiredMemberAttribute));
    }

    /// <summary>The C# property.</summary>
    public PropertyInfo Member { get; }

    /// <summary>Name on the wire, camel case.</summary>
    public string Name { get; }

    /// <summary>Type.</summary>
    public ValueShape Value { get; }

    /// <summary>Set by the program.</summary>
    public bool IsInput { get; }

    /// <summary>Filled in by the provider.</summary>
    public bool IsOutput { get; }

    /// <summary>How the object is reached: no diff, never an output.</summary>
    public bool IsTransport { get; }

    /// <summary>A word to the provider: no diff, never an output, never read back.</summary>
    public bool IsDirective { get; }

    /// <summary>A change replaces the resource.</summary>
    public bool ReplaceOnChange { get; }

    /// <summary>Set semantics of a list.</summary>
    public UnorderedAttribute? Unordered { get; }

    /// <summary>Constant default.</summary>
    public object? Default { get; }

    /// <summary>Environment variables of a provider setting.</summary>
    public string[] Environment { get; }

    /// <summary>C# <c>required</c>: the program must set it (for an output: the provider always fills it in).</summary>
    public bool IsRequired { get; }

    /// <summary>Whether the state's outputs carry it.</summary>
    public bool InState => IsOutput || (IsInput && !IsTransport && !IsDirective);

    /// <summary>Wire name of the element property that tells elements of a set apart.</summary>
    public string? ElementKey => Unordered?.By is { } by ? char.ToLowerInvariant(by[0]) + by[1..] : null;
}

/// <summary>Everything that derives from a shape record, read once by reflection when the shape is first used.</summary>
public sealed class ShapeInfo
{
    internal const DynamicallyAccessedMemberTypes Kept =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicFields;

    private static readonly ConcurrentDictionary<Type, ShapeInfo> Known = new();

    private readonly Func<object> _new;
    private bool? _holdsSecrets;

    private ShapeInfo([DynamicallyAccessedMembers(Kept)] Type type, Func<object> create)
    {
        Type = type;
        _new = create;
        Token = type.GetCustomAttribute<ResourceAttribute>()?.Token
            ?? type.GetCustomAttribute<FunctionAttribute>()?.Token
            ?? type.GetCustomAttribute<ObjectTypeAttribute>()?.Token
            ?? "";
        var nested = type.GetCustomAttributes<NestedAttribute>().ToDictionary(static n => n.Type);
        Properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.CanWrite)
            .Select(p => new PropertyShape(p, Describe(p.PropertyType, nested, p)))];
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
        Known.TryGetValue(typeof(T), out var known) ? known : Known.GetOrAdd(typeof(T), new ShapeInfo(typeof(T), static () => Activator.CreateInstance<T>()!));

    internal object New() => _new();

    private static ValueShape Describe(Type type, Dictionary<Type, NestedAttribute> nested, PropertyInfo member)
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
            return new(ValueKind.List, plain) { Element = Describe(plain.GenericTypeArguments[0], nested, member) };
        }

        if (plain == typeof(IReadOnlyDictionary<string, string>))
        {
            return new(ValueKind.Map, plain) { Element = new(ValueKind.Text, typeof(string)) };
        }

        if (nested.TryGetValue(plain, out var attribute))
        {
            return new(plain.IsEnum ? ValueKind.Enum : ValueKind.Object, plain) { Nested = attribute };
        }

        throw new InvalidOperationException($"{member.DeclaringType}.{member.Name}: a shape cannot hold {type}; nested records and enums need [Nested<{plain.Name}>] on the shape.");
    }
}
