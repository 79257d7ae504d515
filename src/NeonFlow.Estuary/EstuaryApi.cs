namespace NeonFlow.Estuary;

/// <summary>The APIs of Estuary, each at its own address with its own credential.</summary>
internal enum EstuaryApi
{
    /// <summary>Drafts, publishes and live specs.</summary>
    Postgrest,

    /// <summary>Tokens, status, access to collections, and GraphQL.</summary>
    Agent,

    /// <summary>Config encryption, which takes no credential.</summary>
    Encryption,

    /// <summary>Brokers of a data plane, which take the credential that the agent gave for one collection.</summary>
    Broker,
}
