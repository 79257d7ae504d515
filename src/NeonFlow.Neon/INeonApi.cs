using Refit;

namespace NeonFlow.Neon;

/// <summary>
/// The calls of the Neon API v2 that the pipeline uses, one method each. Answers are raw on purpose: status, headers and a body that may
/// not be JSON are all needed by
/// <see cref="NeonClient"/>, which is the only one to call this.
/// </summary>
internal interface INeonApi
{
    [Get("/auth")]
    Task<HttpResponseMessage> GetAuth(CancellationToken stop);

    [Get("/projects")]
    Task<HttpResponseMessage> ListProjects(
        int limit,
        string? cursor,
        string? search,
        [AliasAs("org_id")] string? orgId,
        string? recoverable,
        CancellationToken stop
    );

    [Get("/projects/{project}")]
    Task<HttpResponseMessage> GetProject(string project, CancellationToken stop);

    [Patch("/projects/{project}")]
    Task<HttpResponseMessage> UpdateProject(string project, [Body] ProjectUpdate body, CancellationToken stop);

    [Get("/projects/{project}/operations")]
    Task<HttpResponseMessage> ListOperations(string project, int limit, string? cursor, CancellationToken stop);

    [Get("/projects/{project}/operations/{operation}")]
    Task<HttpResponseMessage> GetOperation(string project, string operation, CancellationToken stop);

    [Get("/projects/{project}/connection_uri")]
    Task<HttpResponseMessage> GetConnectionUri(
        string project,
        [AliasAs("branch_id")] string? branch,
        [AliasAs("endpoint_id")] string? endpoint,
        [AliasAs("database_name")] string database,
        [AliasAs("role_name")] string role,
        string pooled,
        CancellationToken stop
    );

    [Get("/projects/{project}/branches")]
    Task<HttpResponseMessage> ListBranches(string project, int limit, string? cursor, string? search, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}")]
    Task<HttpResponseMessage> GetBranch(string project, string branch, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/endpoints")]
    Task<HttpResponseMessage> ListEndpoints(string project, string branch, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/roles")]
    Task<HttpResponseMessage> ListRoles(string project, string branch, CancellationToken stop);

    [Post("/projects/{project}/branches/{branch}/roles")]
    Task<HttpResponseMessage> CreateRole(string project, string branch, [Body] RoleCreate body, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/roles/{role}")]
    Task<HttpResponseMessage> GetRole(string project, string branch, string role, CancellationToken stop);

    [Delete("/projects/{project}/branches/{branch}/roles/{role}")]
    Task<HttpResponseMessage> DeleteRole(string project, string branch, string role, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/roles/{role}/reveal_password")]
    Task<HttpResponseMessage> RevealPassword(string project, string branch, string role, CancellationToken stop);

    [Post("/projects/{project}/branches/{branch}/roles/{role}/reset_password")]
    Task<HttpResponseMessage> ResetPassword(string project, string branch, string role, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/databases")]
    Task<HttpResponseMessage> ListDatabases(string project, string branch, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/databases/{database}")]
    Task<HttpResponseMessage> GetDatabase(string project, string branch, string database, CancellationToken stop);
}
