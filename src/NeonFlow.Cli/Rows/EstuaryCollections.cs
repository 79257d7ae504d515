using NeonFlow.Cli.Local;
using NeonFlow.Estuary;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Estuary;

namespace NeonFlow.Cli.Rows;

/// <summary>
/// Collections of the Estuary that the environment names: a local cloud's where its variables are set, else the real one's.
/// </summary>
internal sealed class EstuaryCollections : IDisposable
{
    private const string Token = "FLOW_AUTH_TOKEN";
    private const string Agent = "NEONFLOW_ESTUARY_GRAPHQL_URL";
    private const string Postgrest = "NEONFLOW_ESTUARY_API_URL";
    private const string MakeToken = "a refresh token is made in Estuary's dashboard under Admin, CLI-API";

    // A table of the size that people print; what is larger is looked at in a warehouse.
    private static readonly CollectionLimits Limits = new(int.MaxValue, long.MaxValue);

    // A capture that has just begun to run reads its tables now.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly EstuaryClient _client;
    private readonly Uri _address;

    private EstuaryCollections(EstuaryClient client, Uri address) => (_client, _address) = (client, address);

    /// <summary>Those of the environment; one without a credential is an error that says what is missing.</summary>
    public static EstuaryCollections OfEnvironment()
    {
        var text =
            Variable(Token)
            ?? Variable("FLOW_API_KEY")
            ?? throw new EngineException(
                $"{Token} is not set: {MakeToken}; for a local cloud run this in a shell with the variables of `neonflow local`"
            );
        var token =
            EstuaryToken.TryParse(text, out var problem) ?? throw new EngineException($"{Token} cannot be used: {problem}; {MakeToken}");
        var address = Address(Agent, EstuaryOptions.DefaultAgent);
        return new(
            new(
                new()
                {
                    Token = token,
                    Agent = address,
                    Postgrest = Address(Postgrest, EstuaryOptions.DefaultPostgrest),
                    PublicKey = Variable("NEONFLOW_ESTUARY_PUBLIC_KEY"),
                }
            ),
            address
        );
    }

    /// <summary>What is in a collection; null where there is no such collection.</summary>
    /// <param name="name">Catalogue name.</param>
    /// <param name="changes">Whether every document is wanted, not one row for each key.</param>
    /// <param name="stop">Ends the read.</param>
    public async Task<CollectionDocuments?> ReadAsync(string name, bool changes, CancellationToken stop)
    {
        if (CatalogName.Problem(name) is { } problem)
        {
            throw new EngineException(problem);
        }

        try
        {
            if (await _client.ReadCollectionAsync(name, Limits, Patience, stop).ConfigureAwait(false) is not { } page)
            {
                return null;
            }

            var key = changes ? [] : await _client.GetCollectionKeyAsync(name, stop).ConfigureAwait(false);
            return key.Count == 0
                ? new(page.Documents, AreRows: false, page.More)
                : new(CollectionStore.Reduced(page.Documents, key), AreRows: true, page.More);
        }
        catch (EstuaryUnauthorizedException) when (_address.IsLoopback)
        {
            throw LocalAddresses.StartedAnew();
        }
        catch (EstuaryUnauthorizedException failure)
        {
            throw new EngineException($"{failure.Message}; {MakeToken}", failure);
        }
        catch (EstuaryForbiddenException failure)
        {
            throw new EngineException(
                $"{Token} may not read {name} ({failure.Failure.Message}): its owner needs read rights on it (Estuary's dashboard, Admin, "
                    + "Account Access)",
                failure
            );
        }
        catch (EstuaryUnreachableException failure) when (_address.IsLoopback)
        {
            throw LocalAddresses.NoAnswer(_address.ToString().TrimEnd('/'), Agent, failure);
        }
        catch (EstuaryException failure)
        {
            throw new EngineException(failure.Message, failure);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Uri Address(string variable, Uri fallback) =>
        Variable(variable) is not { } text ? fallback
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new EngineException($"{variable} is no address: it begins with https://");
}
