// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc;

/// <summary>
/// Provider configuration; flat, because a secret within an object does not stay secret in every language.
/// </summary>
[PulumiResourceType("pulumi:providers:neonflow")]
public partial class Provider : global::Pulumi.ProviderResource
{
    /// <summary>
    /// Connection URI of the database for SQL resources without a <c>connection</c>; secret. Default: environment variable <c>NEONFLOW_DATABASE_URL</c>, else libpq's variables (<c>PGHOST</c>, <c>PGPORT</c>, <c>PGDATABASE</c>, <c>PGUSER</c>, <c>PGPASSWORD</c>).
    /// </summary>
    [Output("databaseUrl")]
    public Output<string?> DatabaseUrl { get; private set; } = null!;

    /// <summary>
    /// Base URL of Estuary's PostgREST API.
    /// </summary>
    [Output("estuaryApiUrl")]
    public Output<string?> EstuaryApiUrl { get; private set; } = null!;

    /// <summary>
    /// URL of Estuary's config encryption.
    /// </summary>
    [Output("estuaryConfigEncryptionUrl")]
    public Output<string?> EstuaryConfigEncryptionUrl { get; private set; } = null!;

    /// <summary>
    /// Base URL of Estuary's control plane agent (GraphQL and REST).
    /// </summary>
    [Output("estuaryGraphqlUrl")]
    public Output<string?> EstuaryGraphqlUrl { get; private set; } = null!;

    /// <summary>
    /// Public key that the gateway of Estuary's PostgREST API wants; it grants nothing, and the dashboard and flowctl publish it. Default: environment variable <c>NEONFLOW_ESTUARY_PUBLIC_KEY</c>, else none is sent.
    /// </summary>
    [Output("estuaryPublicKey")]
    public Output<string?> EstuaryPublicKey { get; private set; } = null!;

    /// <summary>
    /// Estuary refresh token or access token; secret. Default: environment variables <c>FLOW_AUTH_TOKEN</c>, <c>FLOW_API_KEY</c>.
    /// </summary>
    [Output("estuaryToken")]
    public Output<string?> EstuaryToken { get; private set; } = null!;

    /// <summary>
    /// Neon API key; secret. Default: environment variable <c>NEON_API_KEY</c>.
    /// </summary>
    [Output("neonApiKey")]
    public Output<string?> NeonApiKey { get; private set; } = null!;

    /// <summary>
    /// Base URL of the Neon API. Default: <c>https://console.neon.tech/api/v2</c>.
    /// </summary>
    [Output("neonApiUrl")]
    public Output<string?> NeonApiUrl { get; private set; } = null!;

    /// <summary>Declares a provider of its own, with settings that differ from the stack configuration.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Settings.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Provider(string name, ProviderArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow", name, args ?? new ProviderArgs(), MakeResourceOptions(options, ""))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
            AdditionalSecretOutputs = { "databaseUrl", "estuaryToken", "neonApiKey" },
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }
}

/// <summary>Settings of <see cref="Provider"/>.</summary>
public sealed class ProviderArgs : global::Pulumi.ResourceArgs
{
    [Input("databaseUrl")]
    private Input<string>? _databaseUrl;

    /// <summary>
    /// Connection URI of the database for SQL resources without a <c>connection</c>; secret. Default: environment variable <c>NEONFLOW_DATABASE_URL</c>, else libpq's variables (<c>PGHOST</c>, <c>PGPORT</c>, <c>PGDATABASE</c>, <c>PGUSER</c>, <c>PGPASSWORD</c>).
    /// </summary>
    public Input<string>? DatabaseUrl
    {
        get => _databaseUrl;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _databaseUrl = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    /// <summary>
    /// Base URL of Estuary's PostgREST API.
    /// </summary>
    [Input("estuaryApiUrl")]
    public Input<string>? EstuaryApiUrl { get; set; }

    /// <summary>
    /// URL of Estuary's config encryption.
    /// </summary>
    [Input("estuaryConfigEncryptionUrl")]
    public Input<string>? EstuaryConfigEncryptionUrl { get; set; }

    /// <summary>
    /// Base URL of Estuary's control plane agent (GraphQL and REST).
    /// </summary>
    [Input("estuaryGraphqlUrl")]
    public Input<string>? EstuaryGraphqlUrl { get; set; }

    /// <summary>
    /// Public key that the gateway of Estuary's PostgREST API wants; it grants nothing, and the dashboard and flowctl publish it. Default: environment variable <c>NEONFLOW_ESTUARY_PUBLIC_KEY</c>, else none is sent.
    /// </summary>
    [Input("estuaryPublicKey")]
    public Input<string>? EstuaryPublicKey { get; set; }

    [Input("estuaryToken")]
    private Input<string>? _estuaryToken;

    /// <summary>
    /// Estuary refresh token or access token; secret. Default: environment variables <c>FLOW_AUTH_TOKEN</c>, <c>FLOW_API_KEY</c>.
    /// </summary>
    public Input<string>? EstuaryToken
    {
        get => _estuaryToken;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _estuaryToken = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    [Input("externalRoles", json: true)]
    private InputList<string>? _externalRoles;

    /// <summary>
    /// Roles of the database that something other than this provider makes before they are needed, such as another package of the same program. While a role does not exist and nothing in the program is seen to make it, a preview that needs it fails, as its update would; for the roles named here it warns. Default: none.
    /// </summary>
    public InputList<string> ExternalRoles
    {
        get => _externalRoles ?? (_externalRoles = new InputList<string>());
        set => _externalRoles = value;
    }

    [Input("neonApiKey")]
    private Input<string>? _neonApiKey;

    /// <summary>
    /// Neon API key; secret. Default: environment variable <c>NEON_API_KEY</c>.
    /// </summary>
    public Input<string>? NeonApiKey
    {
        get => _neonApiKey;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _neonApiKey = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    /// <summary>
    /// Base URL of the Neon API. Default: <c>https://console.neon.tech/api/v2</c>.
    /// </summary>
    [Input("neonApiUrl")]
    public Input<string>? NeonApiUrl { get; set; }

    /// <summary>
    /// Make it an error when something could not be looked at (<c>not checked</c>): credentials that are missing or refused, a service or database that does not answer. For an alarm that must not be green over what nobody saw. Default: false, then previews pass.
    /// </summary>
    [Input("strict", json: true)]
    public Input<bool>? Strict { get; set; }

    /// <summary>No inputs.</summary>
    public static new ProviderArgs Empty => new ProviderArgs();
}
