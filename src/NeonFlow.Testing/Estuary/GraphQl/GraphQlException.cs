namespace NeonFlow.Testing.Estuary.GraphQl;

internal sealed class GraphQlException(string message) : Exception(message);
