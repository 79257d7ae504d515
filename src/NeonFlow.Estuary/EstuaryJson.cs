using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NeonFlow.Http;

namespace NeonFlow.Estuary;

/// <summary>
/// Bodies of PostgREST and of the REST calls of the agent. Members of an answer may be absent or null. Only what a caller cannot do without
/// is <c>required</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    Converters = [typeof(NullAsFalse)]
)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(List<JsonObject>))]
[JsonSerializable(typeof(DraftRow))]
[JsonSerializable(typeof(List<DraftErrorRow>))]
[JsonSerializable(typeof(PublicationRow))]
[JsonSerializable(typeof(List<PublicationRow>))]
[JsonSerializable(typeof(List<LogRow>))]
[JsonSerializable(typeof(List<AuthRoleRow>))]
[JsonSerializable(typeof(List<CollectionUseRow>))]
[JsonSerializable(typeof(List<LiveSpecRow>))]
[JsonSerializable(typeof(List<ConnectorRow>))]
[JsonSerializable(typeof(List<ConnectorTagRow>))]
[JsonSerializable(typeof(AccessTokenAnswer))]
[JsonSerializable(typeof(CollectionAccessAnswer))]
[JsonSerializable(typeof(StatusRow))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class EstuaryJson : JsonSerializerContext;
