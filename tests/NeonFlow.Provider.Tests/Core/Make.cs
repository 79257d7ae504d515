using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>Property maps in few characters.</summary>
internal static class Make
{
    public static PropertyValue.Map Map(params (string Key, PropertyValue Value)[] entries) =>
        new(entries.ToDictionary(static e => e.Key, static e => e.Value));

    public static PropertyValue.List List(params PropertyValue[] items) => new(items);

    public static PropertyValue.Secret Secret(PropertyValue value) => new(value);

    public static PropertyValue Unknown => PropertyValue.Unknown.Value;
}
