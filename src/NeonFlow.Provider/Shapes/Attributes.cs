using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Provider.Shapes;

/// <summary>Marks a record as the shape of a resource; its properties are the resource's inputs and outputs.</summary>
/// <param name="token">Pulumi type token, <c>neonflow:area:Name</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ResourceAttribute(string token) : Attribute
{
    /// <summary>Pulumi type token.</summary>
    public string Token { get; } = token;
}

/// <summary>Marks a record as the arguments of a function (Pulumi invoke).</summary>
/// <param name="token">Pulumi function token, <c>neonflow:area:name</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FunctionAttribute(string token) : Attribute
{
    /// <summary>Pulumi function token.</summary>
    public string Token { get; } = token;
}

/// <summary>Names the token of a record that is used inside shapes (an object type of the package schema).</summary>
/// <param name="token">Pulumi type token, <c>neonflow:area:Name</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum, Inherited = false)]
public sealed class ObjectTypeAttribute(string token) : Attribute
{
    /// <summary>Pulumi type token.</summary>
    public string Token { get; } = token;
}

/// <summary>A property that the program sets. The state carries it as an output too, unless it is <see cref="TransportAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute;

/// <summary>A property that the provider fills in. Together with <see cref="InputAttribute"/>: filled in when the program leaves it out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute;

/// <summary>A change of this input replaces the resource.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReplaceOnChangeAttribute : Attribute;

/// <summary>The list is a set: order never matters, changes are shown per element.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnorderedAttribute : Attribute
{
    /// <summary>Name of the element's property (as in C#) that tells elements apart; without it whole elements are compared.</summary>
    public string? By { get; init; }
}

/// <summary>
/// How the object is reached, not what it is: a change is no diff (the engine then saves the new inputs by itself) unless the handler finds that it leads to another object, and the value is never copied to outputs.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TransportAttribute : Attribute;

/// <summary>A word of the program to the provider (an acknowledgement, an option): part of the inputs, no diff by itself, not an output, never read back.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DirectiveAttribute : Attribute;

/// <summary>Value that Check fills in when the program leaves the input out.</summary>
/// <param name="value">The constant: string, bool, int, or an enum's wire text.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(object value) : Attribute
{
    /// <summary>The constant.</summary>
    public object Value { get; } = value;
}

/// <summary>Environment variables that serve when a provider setting is absent; read when used, never saved.</summary>
/// <param name="names">Variable names, first set one wins.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentAttribute(params string[] names) : Attribute
{
    /// <summary>Variable names, first set one wins.</summary>
    public string[] Names { get; } = names;
}

/// <summary>The text that stands for an enum member on the wire; without it the member's name in camel case.</summary>
/// <param name="text">Wire text.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WireNameAttribute(string text) : Attribute
{
    /// <summary>Wire text.</summary>
    public string Text { get; } = text;
}

/// <summary>
/// Says which record or enum types a shape uses inside its properties. Needed once per type and shape: it keeps the members
/// of the nested type alive under NativeAOT and makes arrays of it without run-time code generation.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class NestedAttribute : Attribute
{
    internal abstract Type Type { get; }

    internal abstract Array NewArray(int length);

    internal abstract object New();

    internal abstract ShapeInfo? Shape { get; }
}

/// <inheritdoc cref="NestedAttribute"/>
/// <typeparam name="T">A record with a parameterless constructor, or an enum.</typeparam>
public sealed class NestedAttribute<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T> : NestedAttribute
{
    internal override Type Type => typeof(T);

    internal override Array NewArray(int length) => new T[length];

    internal override object New() => Activator.CreateInstance<T>()!;

    internal override ShapeInfo? Shape => typeof(T).IsEnum ? null : ShapeInfo.Of<T>();
}
