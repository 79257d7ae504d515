using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
/// </summary>
[Function("neonflow:estuary:getDataPlane")]
[Scalar<CatalogName, CatalogNameErrors>]
[Scalar<CatalogPrefix, CatalogPrefixErrors>]
public sealed record GetDataPlaneArgs
{
    /// <summary>
    /// Data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one that new tasks under <c>prefix</c> are placed in.
    /// </summary>
    [Input]
    public string? Name { get; init; }

    /// <summary>
    /// Capture, such as <c>acmeCo/shop/source-postgres</c>: once it is live, the data plane that it runs in is meant where no name is
    /// given, although new tasks are placed in another one by now. Default: none.
    /// </summary>
    [Input]
    public CatalogName? Capture { get; init; }

    /// <summary>
    /// Catalogue prefix, such as <c>acmeCo/shop</c>, whose data plane is meant where no name is given. Default: none; then there must be
    /// only one to choose from.
    /// </summary>
    [Input]
    public CatalogPrefix? Prefix { get; init; }
}
