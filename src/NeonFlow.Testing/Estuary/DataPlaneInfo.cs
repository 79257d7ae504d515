namespace NeonFlow.Testing.Estuary;

/// <summary>A data plane of the local Estuary.</summary>
public sealed record DataPlaneInfo
{
    /// <summary>
    /// Name below <c>ops/dp/public/</c>, or <c>ops/dp/private/</c> and the tenant: provider, region and tag with dashes between
    /// (<c>local-cluster-c1</c>).
    /// </summary>
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

    /// <summary>Name of the tenant that the data plane is private to, without slash (<c>acmeCo</c>); default null: it is public.</summary>
    public string? Tenant { get; init; }

    /// <summary>The full catalog name, <c>ops/dp/public/...</c> or <c>ops/dp/private/acmeCo/...</c>.</summary>
    public string CatalogName => (Tenant is null ? "ops/dp/public/" : $"ops/dp/private/{Tenant}/") + Name;

    /// <summary>Whether specs of that name, or below that prefix, may run here.</summary>
    internal bool Serves(string name) => Tenant is null || name.StartsWith(Tenant + "/", StringComparison.Ordinal);

    /// <summary>Host name under which the data plane is known; no such host exists here.</summary>
    public string Fqdn => Name + ".dp.estuary-data.test";

    internal FlowId Id { get; init; }
}
