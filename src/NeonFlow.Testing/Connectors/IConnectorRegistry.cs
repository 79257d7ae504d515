namespace NeonFlow.Testing.Connectors;

/// <summary>Which connector stands behind an image name.</summary>
public interface IConnectorRegistry
{
    /// <summary>
    /// A new run of the connector of <paramref name="image"/> (<c>ghcr.io/estuary/source-postgres:v3</c>), or null where the image is not
    /// registered.
    /// </summary>
    IConnector? Create(string image);
}
