using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class EstuaryJson : JsonSerializerContext;
