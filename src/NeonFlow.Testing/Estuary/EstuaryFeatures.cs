namespace NeonFlow.Testing.Estuary;

/// <summary>Parts of the surfaces that can be switched off and on while the cloud runs, as deployments differ.</summary>
public sealed class EstuaryFeatures
{
    /// <summary>
    /// PostgREST refuses calls without an <c>apikey</c> header, as its public gateway does; any value serves. Default off.
    /// </summary>
    public bool ApiKeyRequired { get; set; }

    /// <summary><c>POST /api/v1/auth/token</c>; without it only the older function of PostgREST exchanges tokens. Default on.</summary>
    public bool TokenExchange { get; set; } = true;

    /// <summary>The whole GraphQL endpoint. Default on.</summary>
    public bool GraphQl { get; set; } = true;

    /// <summary>GraphQL introspection. Default on.</summary>
    public bool Introspection { get; set; } = true;

    /// <summary>Drafts over GraphQL. Default off, as in production in August 2026.</summary>
    public bool GraphQlDrafts { get; set; }

    /// <summary>Publications over GraphQL. Default off, as in production in August 2026.</summary>
    public bool GraphQlPublications { get; set; }

    /// <summary>Discovers over GraphQL. Default off, as in production in August 2026.</summary>
    public bool GraphQlDiscovers { get; set; }
}
