namespace NeonFlow.Testing.Estuary;

/// <summary>A data plane of the local Estuary.</summary>
public sealed record DataPlaneInfo
{
    /// <summary>Name below <c>ops/dp/public/</c>: provider, region and tag with dashes between (<c>local-cluster-c1</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The addresses its connectors connect from; what a database's allow list must hold.</summary>
    public IReadOnlyList<string> CidrBlocks { get; init; } = ["127.0.0.1/32"];

    /// <summary>AWS, AZURE, GCP or LOCAL; default LOCAL.</summary>
    public string CloudProvider { get; init; } = "LOCAL";

    /// <summary>Region within the provider; default <c>cluster</c>.</summary>
    public string Region { get; init; } = "cluster";

    /// <summary>Tag that ends the name; default <c>c1</c>.</summary>
    public string Tag { get; init; } = "c1";

    /// <summary>Closed to specs that are not there yet; default false.</summary>
    public bool Closed { get; init; }

    /// <summary>The full catalog name, <c>ops/dp/public/...</c>.</summary>
    public string CatalogName => "ops/dp/public/" + Name;

    /// <summary>Host name under which the data plane is known; no such host exists here.</summary>
    public string Fqdn => Name + ".dp.estuary-data.test";

    internal FlowId Id { get; init; }
}
