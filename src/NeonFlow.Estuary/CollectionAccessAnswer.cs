using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

/// <summary>Where the journals of a collection are, and what opens them.</summary>
internal sealed record CollectionAccessAnswer
{
    /// <summary>Base URL of the brokers of the collection's data plane.</summary>
    [JsonPropertyName("brokerAddress")]
    public string? BrokerAddress { get; init; }

    /// <summary>What the brokers take as bearer; for this collection alone. Secret.</summary>
    [JsonPropertyName("brokerToken")]
    public string? BrokerToken { get; init; }
}
