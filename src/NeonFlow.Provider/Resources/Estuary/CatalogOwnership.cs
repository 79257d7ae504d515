using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>How a spec of the catalogue bears the mark of its resource: in the detail of its last publication.</summary>
internal static class CatalogOwnership
{
    /// <summary>The detail of everything that a resource publishes.</summary>
    public static string Detail(OperationContext context) => context.Marks.Own.ToString();

    /// <summary>The mark of the resource that was the last to publish the spec; null where somebody else was.</summary>
    public static OwnershipMark? MarkOf(LiveSpec spec) => OwnershipMark.Find(spec.LastPubDetail);

    /// <summary>Whether the resource was the last to publish the spec.</summary>
    public static bool IsOurs(LiveSpec spec, OperationContext context) => context.Marks.Owns(MarkOf(spec));

    /// <summary>Whether another resource, or a later making of this one, was the last to publish the spec.</summary>
    public static bool IsAnothers(LiveSpec spec, OperationContext context) => MarkOf(spec) is { } mark && !context.Marks.Owns(mark);
}
