using System.Net;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing;

/// <summary>
/// Neon and Estuary on 127.0.0.1, wired together: connectors reach the databases from their data plane's address, so that IP Allow meets
/// them.
/// </summary>
public sealed class LocalCloud : IAsyncDisposable
{
    // The name that source-postgres gives itself; other programs with the same login come from this machine.
    private const string ConnectorApplication = "estuary_flow";

    private LocalCloud(NeonCloud neon, EstuaryCloud estuary) => (Neon, Estuary) = (neon, estuary);

    /// <summary>The Neon half.</summary>
    public NeonCloud Neon { get; }

    /// <summary>The Estuary half.</summary>
    public EstuaryCloud Estuary { get; }

    /// <summary>
    /// Configuration of the NeonFlow provider that points it here, by key without namespace; <c>neonApiKey</c> and <c>estuaryToken</c> are
    /// secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> ProviderConfig =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["neonApiUrl"] = Neon.BaseUrl.ToString(),
            ["neonApiKey"] = Neon.ApiKey,
            ["estuaryApiUrl"] = Estuary.PostgrestUrl,
            ["estuaryGraphqlUrl"] = Estuary.AgentUrl,
            ["estuaryConfigEncryptionUrl"] = Estuary.ConfigEncryptionUrl,
            ["estuaryPublicKey"] = Estuary.AnonKey,
            ["estuaryToken"] = Estuary.RefreshToken,
        };

    /// <summary>
    /// Environment variables that point the provider here where its configuration says nothing; <c>NEON_API_KEY</c> and
    /// <c>FLOW_AUTH_TOKEN</c> are secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEONFLOW_NEON_API_URL"] = Neon.BaseUrl.ToString(),
            ["NEON_API_KEY"] = Neon.ApiKey,
            ["NEONFLOW_ESTUARY_API_URL"] = Estuary.PostgrestUrl,
            ["NEONFLOW_ESTUARY_GRAPHQL_URL"] = Estuary.AgentUrl,
            ["NEONFLOW_ESTUARY_CONFIG_ENCRYPTION_URL"] = Estuary.ConfigEncryptionUrl,
            ["NEONFLOW_ESTUARY_PUBLIC_KEY"] = Estuary.AnonKey,
            ["FLOW_AUTH_TOKEN"] = Estuary.RefreshToken,
        };

    /// <summary>Starts both halves and the projects of the options.</summary>
    /// <param name="options">How; default: no projects.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is left behind.</param>
    public static async Task<LocalCloud> StartAsync(LocalCloudOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalCloudOptions();
        var estuary = await EstuaryCloud.StartAsync(options.Estuary).ConfigureAwait(false);
        NeonCloud? neon = null;
        try
        {
            neon = await NeonCloud
                .StartAsync(
                    options.Neon with
                    {
                        SourceAddress = a => options.Neon.SourceAddress?.Invoke(a) ?? Egress(estuary, a),
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var seed in options.Projects)
            {
                await neon.AddProjectAsync(seed, cancellationToken).ConfigureAwait(false);
            }
            return new LocalCloud(neon, estuary);
        }
        catch
        {
            if (neon is not null)
            {
                await neon.DisposeAsync().ConfigureAwait(false);
            }
            await estuary.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static IPAddress? Egress(EstuaryCloud estuary, NeonConnectionAttempt attempt) =>
        attempt.ApplicationName == ConnectorApplication
            ? estuary.EgressAddress(attempt.User, attempt.Parameters.GetValueOrDefault("database", attempt.User), attempt.Port)
            : null;

    /// <summary>Stops the captures before the databases they read.</summary>
    public async ValueTask DisposeAsync()
    {
        await Estuary.DisposeAsync().ConfigureAwait(false);
        await Neon.DisposeAsync().ConfigureAwait(false);
    }
}
