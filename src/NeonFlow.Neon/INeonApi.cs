using NeonFlow.Http;
using Refit;

namespace NeonFlow.Neon;

/// <summary>
/// The calls of the Neon API v2 that the pipeline uses, one method each. <see cref="NeonHttp"/> stands below it: an answer is a success, a
/// failure is a <see cref="NeonException"/>.
/// </summary>
internal interface INeonApi
{
    [Get("/auth")]
    Task<AuthAnswer> GetAuth(CancellationToken stop);

    [Get("/projects")]
    Task<ProjectsAnswer> ListProjects(
        int limit,
        string? cursor,
        string? search,
        string? recoverable,
        [AliasAs("org_id")] string? organization,
        CancellationToken stop
    );

    [Get("/users/me/organizations")]
    Task<OrganizationsAnswer> ListOrganizations(CancellationToken stop);

    [Get("/projects/{project}")]
    Task<ProjectAnswer> GetProject(string project, CancellationToken stop);

    [Patch("/projects/{project}")]
    Task<ChangeAnswer> UpdateProject(string project, [Body] ProjectUpdate body, CancellationToken stop);

    [Get("/projects/{project}/operations")]
    Task<OperationsAnswer> ListOperations(string project, int limit, string? cursor, CancellationToken stop);

    [Get("/projects/{project}/operations/{operation}")]
    Task<OperationAnswer> GetOperation(string project, string operation, CancellationToken stop);

    [Get("/projects/{project}/connection_uri")]
    Task<UriAnswer> GetConnectionUri(
        string project,
        [AliasAs("branch_id")] string? branch,
        [AliasAs("database_name")] string database,
        [AliasAs("role_name")] string role,
        string pooled,
        CancellationToken stop
    );

    [Get("/projects/{project}/branches")]
    Task<BranchesAnswer> ListBranches(string project, int limit, string? cursor, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/endpoints")]
    Task<EndpointsAnswer> ListEndpoints(string project, string branch, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/roles")]
    Task<RolesAnswer> ListRoles(string project, string branch, CancellationToken stop);

    [Post("/projects/{project}/branches/{branch}/roles")]
    Task<RoleAnswer> CreateRole(string project, string branch, [Body] RoleCreate body, CancellationToken stop);

    [Delete("/projects/{project}/branches/{branch}/roles/{role}")]
    Task<ChangeAnswer?> DeleteRole(string project, string branch, string role, CancellationToken stop);

    [Get("/projects/{project}/branches/{branch}/roles/{role}/reveal_password")]
    Task<PasswordAnswer> RevealPassword(string project, string branch, string role, CancellationToken stop);

    // Idempotent: no caller has seen the password of a reset whose answer was lost.
    [Post("/projects/{project}/branches/{branch}/roles/{role}/reset_password")]
    Task<RoleAnswer> ResetPassword(
        string project,
        string branch,
        string role,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Idempotent
    );

    [Get("/projects/{project}/branches/{branch}/databases")]
    Task<DatabasesAnswer> ListDatabases(string project, string branch, CancellationToken stop);
}
