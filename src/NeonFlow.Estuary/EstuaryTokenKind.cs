namespace NeonFlow.Estuary;

/// <summary>What a credential is.</summary>
public enum EstuaryTokenKind
{
    /// <summary>JWT that serves one hour and cannot be renewed.</summary>
    Access,

    /// <summary>Base64 of <c>{"id","secret"}</c>, exchanged for access tokens; serves 90 days by default.</summary>
    Refresh,

    /// <summary>Key of a service account (<c>flow_sa_…</c>), sent to the agent API as it is.</summary>
    ApiKey,
}
