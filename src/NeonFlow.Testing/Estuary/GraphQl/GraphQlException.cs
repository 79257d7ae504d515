using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary.GraphQl;

internal sealed class GraphQlException(string message) : Exception(message);
