using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NeonFlow.Http;

namespace NeonFlow.Estuary;

/// <summary>Bodies of the GraphQL API, whose members are in camel case; otherwise as <see cref="EstuaryJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    Converters = [typeof(NullAsFalse)]
)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(GraphAnswer))]
[JsonSerializable(typeof(StatusRow))]
internal sealed partial class EstuaryGraphJson : JsonSerializerContext;
