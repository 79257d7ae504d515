namespace NeonFlow.Pulumi.Testing.Connectors;

/// <summary>The connectors of a local Estuary that was told nothing else.</summary>
public static class BuiltInConnectors
{
    /// <summary>The source-postgres images, served by the executable that <c>NEONFLOW_CONNECTOR_SOURCE_POSTGRES</c> names.</summary>
    public static ConnectorRegistry Create()
    {
        var registry = new ConnectorRegistry();
        if (Environment.GetEnvironmentVariable(ConnectorRegistry.SourcePostgresVariable) is { Length: > 0 } executable)
        {
            foreach (var image in ConnectorRegistry.SourcePostgresImages) { registry.Add(image, () => new ProcessConnector(executable)); }
        }
        return registry;
    }
}
