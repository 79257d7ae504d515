namespace NeonFlow.Testing.Estuary;

/// <summary>The base URLs of the local Estuary.</summary>
public enum EstuarySurface
{
    /// <summary>Drafts, publications, live specs as tables: <c>/rest/v1</c>.</summary>
    Postgrest,

    /// <summary>Token exchange, status, GraphQL: <c>/api</c>; access to collections: <c>/authorize</c>.</summary>
    Agent,

    /// <summary>The config-encryption surface: <c>/v1/encrypt-config</c>.</summary>
    ConfigEncryption,

    /// <summary>The brokers of the data planes, which keep what was captured: <c>/v1/journals</c>.</summary>
    Broker,
}
