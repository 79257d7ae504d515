using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
/// </summary>
[Function("neonflow:estuary:getDataPlane")]
[Scalar<CatalogPrefix, CatalogPrefixErrors>]
public sealed record GetDataPlaneArgs
{
    /// <summary>
    /// Data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one that new tasks under <c>prefix</c> are placed in.
    /// </summary>
    [Input]
    public string? Name { get; init; }

    /// <summary>
    /// Catalogue prefix, such as <c>acmeCo/shop</c>, whose data plane is meant where no name is given. Default: none; then there must be
    /// only one to choose from.
    /// </summary>
    [Input]
    public CatalogPrefix? Prefix { get; init; }
}
