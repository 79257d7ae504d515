using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Provider.Schema;

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
