namespace NeonFlow.Testing.Estuary;

/// <summary>The base URLs of the local Estuary.</summary>
public enum EstuarySurface
{
    /// <summary>Drafts, publications, live specs as tables: <c>/rest/v1</c>.</summary>
    Postgrest,

    /// <summary>Token exchange, status, GraphQL: <c>/api</c>.</summary>
    Agent,

    /// <summary>The config-encryption surface: <c>/v1/encrypt-config</c>.</summary>
    ConfigEncryption,
}
