using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>A request that the connector answered by ending.</summary>
internal sealed class ConnectorException(string message) : Exception(message);
