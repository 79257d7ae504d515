using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeonFlow.Estuary;

internal static class EstuaryText
{
    /// <summary>Names and descriptions keep their letters: texts are compared byte by byte upstream.</summary>
    public static readonly JsonSerializerOptions Options = Readable(EstuaryJson.Default.Options);

    /// <summary>The same for the GraphQL API.</summary>
    public static readonly JsonSerializerOptions GraphOptions = Readable(EstuaryGraphJson.Default.Options);

    /// <summary>The same for brokers.</summary>
    public static readonly JsonSerializerOptions BrokerOptions = Readable(EstuaryBrokerJson.Default.Options);

    private static JsonSerializerOptions Readable(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
