using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Provider configuration; flat, because a secret within an object does not stay secret in every language.</summary>
[Resource("pulumi:providers:neonflow")]
public sealed record Settings
{
    /// <summary>Neon API key; secret. Default: environment variable <c>NEON_API_KEY</c>.</summary>
    [Input, Environment("NEON_API_KEY")]
    public Secret? NeonApiKey { get; init; }

    /// <summary>Base URL of the Neon API. Default: <c>https://console.neon.tech/api/v2</c>.</summary>
    [Input, Environment("NEONFLOW_NEON_API_URL")]
    public string? NeonApiUrl { get; init; }

    /// <summary>
    /// Estuary refresh token or access token; secret. Default: environment variables <c>FLOW_AUTH_TOKEN</c>, <c>FLOW_API_KEY</c>.
    /// </summary>
    [Input, Environment("FLOW_AUTH_TOKEN", "FLOW_API_KEY")]
    public Secret? EstuaryToken { get; init; }

    /// <summary>Base URL of Estuary's PostgREST API.</summary>
    [Input, Environment("NEONFLOW_ESTUARY_API_URL")]
    public string? EstuaryApiUrl { get; init; }

    /// <summary>Base URL of Estuary's control plane agent (GraphQL and REST).</summary>
    [Input, Environment("NEONFLOW_ESTUARY_GRAPHQL_URL")]
    public string? EstuaryGraphqlUrl { get; init; }

    /// <summary>URL of Estuary's config encryption.</summary>
    [Input, Environment("NEONFLOW_ESTUARY_CONFIG_ENCRYPTION_URL")]
    public string? EstuaryConfigEncryptionUrl { get; init; }

    /// <summary>
    /// Public key that the gateway of Estuary's PostgREST API wants; it grants nothing, and the dashboard and flowctl publish it. Default:
    /// environment variable <c>NEONFLOW_ESTUARY_PUBLIC_KEY</c>, else none is sent.
    /// </summary>
    [Input, Environment("NEONFLOW_ESTUARY_PUBLIC_KEY")]
    public string? EstuaryPublicKey { get; init; }

    /// <summary>
    /// Connection URI of the database for SQL resources without a <c>connection</c>; secret. Default: environment variable
    /// <c>NEONFLOW_DATABASE_URL</c>, else libpq's variables
    /// (<c>PGHOST</c>, <c>PGPORT</c>, <c>PGDATABASE</c>, <c>PGUSER</c>, <c>PGPASSWORD</c>).
    /// </summary>
    [Input, Environment("NEONFLOW_DATABASE_URL")]
    public Secret? DatabaseUrl { get; init; }

    /// <summary>
    /// Make it an error when something could not be looked at (<c>not checked</c>): credentials that are missing or refused, a service or
    /// database that does not answer. For an alarm that must not be green over what nobody saw. Default: false, then previews pass.
    /// </summary>
    [Input]
    public bool? Strict { get; init; }

    /// <summary>
    /// Roles of the database that something other than this provider makes before they are needed, such as another package of the same
    /// program. While a role does not exist and nothing in the program is seen to make it, a preview that needs it fails, as its update
    /// would; for the roles named here it warns. Default: none.
    /// </summary>
    [Input]
    public IReadOnlyList<string>? ExternalRoles { get; init; }
}
