using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace NeonFlow.Testing.Neon;

/// <summary>The paths of the API and what each does.</summary>
internal sealed partial class NeonApi(
    Func<IReadOnlyList<NeonProject>> projects,
    Func<IReadOnlyList<NeonProject>> deleted,
    NeonCloudOptions options
)
{
    private static readonly string[] ReservedRoles = ["neon_superuser", "cloud_admin", "zenith_admin", "neon_service", "public", "none"];

    internal async Task<NeonAnswer> AnswerAsync(NeonRequest request)
    {
        var method = request.Method;
        switch (request.Path)
        {
            case ["auth"] when method == "GET":
                return Ok(("account_id", NeonProject.Organization), ("auth_method", options.PersonalKey ? "api_key_user" : "api_key_org"));
            case ["users", "me", "organizations"] when method == "GET":
                return Ok(
                    (
                        "organizations",
                        new[]
                        {
                            new JsonObject { ["id"] = NeonProject.Organization, ["name"] = "Acme" },
                        }
                    )
                );
            case ["projects"] when method == "GET":
                return ListProjects(request);
            case ["projects", var id, .. var rest]:
                return await ProjectAsync(Find(id), rest, request).ConfigureAwait(false);
            default:
                throw new NeonRefusal(404, "this path does not exist");
        }
    }

    private static async Task<NeonAnswer> ProjectAsync(NeonProject project, string[] rest, NeonRequest request)
    {
        switch (request.Method, rest)
        {
            case ("GET", []):
                return Ok(("project", Whole(project)));
            case ("PATCH", []):
                return await MutateAsync(project, () => Task.FromResult(PatchProject(project, request.Json()))).ConfigureAwait(false);
            case ("GET", ["operations"]):
                return ListOperations(project, request);
            case ("GET", ["operations", var id]):
                return Ok(
                    (
                        "operation",
                        project.Operations.NewestFirst().FirstOrDefault(operation => operation.Id.ToString() == id)
                            ?? throw new NeonRefusal(404, "operation not found")
                    )
                );
            case ("GET", ["connection_uri"]):
                return await ConnectionUriAsync(project, request.Query).ConfigureAwait(false);
            case ("GET", ["endpoints"]):
                return Ok(("endpoints", project.Branches.Select(branch => Endpoint(project, branch))));
            case ("GET", ["endpoints", var id]):
                return project.Branches.FirstOrDefault(branch => branch.Endpoint.Id == id) is { } behind
                    ? Ok(("endpoint", Endpoint(project, behind)))
                    : throw new NeonRefusal(404, "endpoint not found");
            case ("GET", ["branches"]):
                return ListBranches(project, request.Query);
            case (_, ["branches", var id, .. var below]):
                return await BranchAsync(project, Branch(project, id), below, request).ConfigureAwait(false);
            default:
                throw new NeonRefusal(404, "this path does not exist");
        }
    }

    private static async Task<NeonAnswer> BranchAsync(NeonProject project, NeonBranch branch, string[] rest, NeonRequest request)
    {
        switch (request.Method, rest)
        {
            case ("GET", []):
                return Ok(
                    ("branch", Body(project, branch)),
                    ("annotation", new AnnotationBody(new("console/branch", branch.Id), new Dictionary<string, string>()))
                );
            case ("GET", ["endpoints"]):
                return Ok(("endpoints", new[] { Endpoint(project, branch) }));
            case ("GET", ["databases"]):
                return Ok(("databases", (await branch.DatabasesAsync().ConfigureAwait(false)).Select(database => Body(branch, database))));
            case ("GET", ["databases", var name]):
                return Ok(
                    (
                        "database",
                        Body(
                            branch,
                            (await branch.DatabasesAsync().ConfigureAwait(false)).FirstOrDefault(database => database.Name == name)
                                ?? throw new NeonRefusal(404, $"database not found; database_name:\"{name}\", branch_id:\"{branch.Id}\"")
                        )
                    )
                );
            case ("GET", ["roles"]):
                return Ok(("roles", (await branch.RolesAsync().ConfigureAwait(false)).Select(role => Body(branch, role))));
            case ("POST", ["roles"]):
                return await MutateAsync(project, () => CreateRoleAsync(project, branch, request.Json())).ConfigureAwait(false);
            case ("GET", ["roles", var name]):
                return Ok(("role", Body(branch, await RoleAsync(branch, name).ConfigureAwait(false))));
            case ("DELETE", ["roles", var name]):
                return await MutateAsync(project, () => DeleteRoleAsync(project, branch, name)).ConfigureAwait(false);
            case ("GET", ["roles", var name, "reveal_password"]):
                return await RevealAsync(project, branch, name).ConfigureAwait(false);
            case ("POST", ["roles", var name, "reset_password"]):
                return await MutateAsync(project, () => ResetPasswordAsync(project, branch, name)).ConfigureAwait(false);
            default:
                throw new NeonRefusal(404, "this path does not exist");
        }
    }

    /// <summary>One decision at a time, and none while operations run.</summary>
    private static async Task<NeonAnswer> MutateAsync(NeonProject project, Func<Task<NeonAnswer>> decide)
    {
        await project.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            project.Operations.Guard();
            return await decide().ConfigureAwait(false);
        }
        finally
        {
            project.Gate.Release();
        }
    }

    private static NeonAnswer PatchProject(NeonProject project, JsonObject body)
    {
        var wanted = body["project"] as JsonObject ?? throw new NeonRefusal(400, "project must be provided");
        var name = Read<string>(wanted, "name");
        if (name is { Length: < 1 or > 256 })
        {
            throw new NeonRefusal(400, "project name must be 1 to 256 characters long");
        }
        var settings = wanted["settings"] as JsonObject ?? [];
        var logical = Read<bool?>(settings, "enable_logical_replication");
        if (logical == false && project.LogicalReplication)
        {
            throw new NeonRefusal(400, "logical replication cannot be disabled once it is enabled");
        }
        foreach (var leaf in settings.Select(entry => entry.Key))
        {
            if (leaf == "maintenance_window")
            {
                throw new NeonRefusal(400, "editing maintenance window preferences is not allowed for this account");
            }
            if (leaf is not ("enable_logical_replication" or "allowed_ips" or "block_public_connections" or "block_vpc_connections"))
            {
                throw new NeonRefusal(400, $"settings.{leaf} cannot be changed on the local Neon");
            }
        }
        var blockPublic = Read<bool?>(settings, "block_public_connections");
        var blockVpc = Read<bool?>(settings, "block_vpc_connections");
        IReadOnlyList<string>? ips = null;
        bool? protectedOnly = null;
        if (settings["allowed_ips"] is JsonObject list)
        {
            // A list object without entries is a list without entries: open to all.
            ips = Read<List<string>>(list, "ips") ?? [];
            protectedOnly = Read<bool?>(list, "protected_branches_only") ?? project.ProtectedBranchesOnly;
        }

        project.Name = name ?? project.Name;
        project.BlockPublicConnections = blockPublic ?? project.BlockPublicConnections;
        project.BlockVpcConnections = blockVpc ?? project.BlockVpcConnections;
        if (ips is not null)
        {
            project.AllowedIps = ips;
            project.ProtectedBranchesOnly = protectedOnly!.Value;
        }
        project.UpdatedAt = DateTime.UtcNow;
        IReadOnlyList<OperationBody> operations = [];
        if (logical == true && !project.LogicalReplication)
        {
            project.LogicalReplication = true;
            operations = project.Operations.Schedule([
                .. project.Branches.Select(branch => new OperationPlan(
                    "suspend_compute",
                    branch.Id,
                    branch.Endpoint.Id,
                    () => branch.RestartAsync(new Dictionary<string, string> { ["wal_level"] = "logical" })
                )),
            ]);
        }
        return Ok(("project", Whole(project)), ("operations", operations));
    }

    private NeonAnswer ListProjects(NeonRequest request)
    {
        if (options.KeyProject is not null)
        {
            throw new NeonRefusal(403, "the API key is limited to one project");
        }
        var organization = request.Query["org_id"].ToString();
        if (options.PersonalKey && organization.Length == 0)
        {
            throw new NeonRefusal(400, "org_id is required, you can find it on your organization settings page");
        }
        if (organization.Length > 0 && organization != NeonProject.Organization)
        {
            throw new NeonRefusal(404, "organization not found");
        }
        var limit = Limit(request.Query, 10, 400);
        var search = request.Query["search"].ToString();
        var cursor = request.Query["cursor"].ToString();
        var all = request.Query["recoverable"] == "true" ? deleted() : projects();
        var page = all.OrderBy(project => project.Id, StringComparer.Ordinal)
            .Where(project =>
                search.Length == 0
                || project.Id.Contains(search, StringComparison.Ordinal)
                || project.Name.Contains(search, StringComparison.Ordinal)
            )
            .Where(project => cursor.Length == 0 || string.CompareOrdinal(project.Id, cursor) > 0)
            .Take(limit)
            .ToList();
        var answer = Ok(
            ("projects", page.Select(project => Common(project) with { ActiveTime = 0 })),
            ("applications", new JsonObject()),
            ("integrations", new JsonObject())
        );
        if (page.Count > 0)
        {
            answer.Body!["pagination"] = Node(new PaginationBody(page[^1].Id));
        }
        return answer;
    }

    private static NeonAnswer ListOperations(NeonProject project, NeonRequest request)
    {
        var limit = Limit(request.Query, 1000, 1000);
        var all = project.Operations.NewestFirst();
        var cursor = request.Query["cursor"].ToString();
        var start = 0;
        if (cursor.Length > 0 && (!int.TryParse(cursor, out start) || start < 0))
        {
            throw new NeonRefusal(400, "cursor is not valid");
        }
        var page = all.Skip(start).Take(limit).ToList();
        var answer = Ok(("operations", page));
        if (page.Count > 0)
        {
            answer.Body!["pagination"] = Node(
                new PaginationBody((start + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture))
            );
        }
        return answer;
    }

    private static NeonAnswer ListBranches(NeonProject project, IQueryCollection query)
    {
        _ = Limit(query, 10_000, 10_000);
        var search = query["search"].ToString();
        var cursor = query["cursor"].ToString();
        var listed = project
            .Branches.Where(_ => cursor.Length == 0)
            .Where(branch =>
                search.Length == 0
                || branch.Name.Contains(search, StringComparison.Ordinal)
                || branch.Id.Contains(search, StringComparison.Ordinal)
            )
            .Select(branch => Body(project, branch));
        return Ok(
            ("branches", listed),
            ("annotations", new JsonObject()),
            (
                "pagination",
                new SortBody(
                    null,
                    query.TryGetValue("sort_by", out var by) ? by.ToString() : "updated_at",
                    query.TryGetValue("sort_order", out var order) ? order.ToString() : "desc"
                )
            )
        );
    }

    private static int Limit(IQueryCollection query, int usual, int most)
    {
        if (!query.TryGetValue("limit", out var text))
        {
            return usual;
        }
        return int.TryParse(text, out var limit) && limit >= 1 && limit <= most
            ? limit
            : throw new NeonRefusal(400, $"limit must be between 1 and {most}");
    }

    private NeonProject Find(string id)
    {
        if (!IdForm().IsMatch(id))
        {
            throw new NeonRefusal(400, "project_id is not valid");
        }
        var found = options.KeyProject is { } only && only != id ? null : projects().FirstOrDefault(project => project.Id == id);
        return found ?? throw new NeonRefusal(404, "project not found");
    }

    private static NeonBranch Branch(NeonProject project, string id) =>
        project.Branches.FirstOrDefault(branch => branch.Id == id) ?? throw new NeonRefusal(404, "branch not found");

    private static OperationPlan Apply(NeonBranch branch, Func<Task> work) =>
        new(
            "apply_config",
            branch.Id,
            branch.Endpoint.Id,
            async () =>
            {
                await branch.WakeAsync().ConfigureAwait(false);
                await work().ConfigureAwait(false);
            }
        );

    private static T? Read<T>(JsonObject from, string name)
    {
        try
        {
            return from[name] is { } node ? node.Deserialize<T>() : default;
        }
        catch (JsonException)
        {
            throw new NeonRefusal(400, $"{name} has the wrong type");
        }
    }

    private static NeonAnswer Ok(params (string Name, object Value)[] members) => Answer(200, members);

    private static NeonAnswer Answer(int status, params (string Name, object Value)[] members) =>
        new(status, new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, Node(member.Value)))));

    private static JsonNode? Node(object value) => value as JsonNode ?? JsonSerializer.SerializeToNode(value, NeonJson.Options);

    [GeneratedRegex("^[a-z0-9-]{1,60}$")]
    private static partial Regex IdForm();
}
