using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>How a spec of the catalogue says which resource made it: in the detail of its last publication.</summary>
internal static class CatalogOwnership
{
    /// <summary>The detail of everything that a resource publishes.</summary>
    public static string Detail(OperationContext context) => $"pulumi:{context.Urn}";

    /// <summary>Whether the resource was the last to publish the spec.</summary>
    public static bool IsOurs(LiveSpec spec, OperationContext context) => spec.LastPubDetail == Detail(context);
}
