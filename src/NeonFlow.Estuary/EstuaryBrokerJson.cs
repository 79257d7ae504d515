using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

/// <summary>Bodies of the brokers: protobuf in its JSON form, which writes long whole numbers as text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(List<JournalListLine>))]
[JsonSerializable(typeof(List<JournalReadLine>))]
internal sealed partial class EstuaryBrokerJson : JsonSerializerContext;
