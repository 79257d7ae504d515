using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Connectors;

/// <summary>The connectors of a local Estuary that was told nothing else.</summary>
public static class BuiltInConnectors
{
    /// <summary>
    /// The source-postgres images, served by <see cref="SourcePostgresConnector"/> in this process, or by the executable that
    /// <c>NEONFLOW_CONNECTOR_SOURCE_POSTGRES</c> names.
    /// </summary>
    public static ConnectorRegistry Create()
    {
        var executable = Environment.GetEnvironmentVariable(ConnectorRegistry.SourcePostgresVariable);
        var registry = new ConnectorRegistry();
        foreach (var image in ConnectorRegistry.SourcePostgresImages)
        {
            registry.Add(
                image,
                string.IsNullOrEmpty(executable) ? () => new SourcePostgresConnector() : () => new ProcessConnector(executable)
            );
        }
        return registry;
    }
}
