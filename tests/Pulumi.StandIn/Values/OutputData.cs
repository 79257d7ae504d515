using System.Collections.Immutable;

namespace Pulumi;

/// <summary>What an output knows about itself once it has settled.</summary>
internal readonly record struct OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret)
{
    public static OutputData<T> Known(T value) => new(OutputData.NoResources, value, true, false);

    public OutputData<object?> Boxed() => new(Resources, Value, IsKnown, IsSecret);

    public OutputData<TOther> With<TOther>(TOther value) => new(Resources, value, IsKnown, IsSecret);

    public OutputData<TOther> With<TOther>(TOther value, OutputData<TOther> inner) =>
        new(Resources.Union(inner.Resources), value, IsKnown && inner.IsKnown, IsSecret || inner.IsSecret);
}

internal static class OutputData
{
    public static readonly ImmutableHashSet<Resource> NoResources = [];
}
