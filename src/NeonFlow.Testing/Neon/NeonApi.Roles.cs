using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace NeonFlow.Testing.Neon;

/// <summary>Roles, their passwords and connection addresses.</summary>
internal sealed partial class NeonApi
{
    private static async Task<NeonAnswer> CreateRoleAsync(NeonProject project, NeonBranch branch, JsonObject body)
    {
        var wanted = body["role"] as JsonObject ?? throw new NeonRefusal(400, "role must be provided");
        var name = Read<string>(wanted, "name");
        if (string.IsNullOrEmpty(name))
        {
            throw new NeonRefusal(400, "role name must not be empty");
        }
        if (Encoding.UTF8.GetByteCount(name) > 63)
        {
            throw new NeonRefusal(400, "role name must not exceed 63 bytes");
        }
        if (ReservedRoles.Contains(name) || name.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new NeonRefusal(400, $"role name \"{name}\" is reserved");
        }
        if ((await branch.RolesAsync().ConfigureAwait(false)).Any(role => role.Name == name))
        {
            throw new NeonRefusal(409, $"role already exists; role_name:\"{name}\"");
        }
        var noLogin = Read<bool?>(wanted, "no_login") == true;
        var made = branch.Book(name, noLogin ? null : NeonProject.NewPassword(), noLogin);
        var operations = project.Operations.Schedule(
            Apply(
                branch,
                async () =>
                {
                    try
                    {
                        await branch.CreateRoleAsync(made).ConfigureAwait(false);
                    }
                    catch
                    {
                        branch.Unbook(name);
                        throw;
                    }
                    await branch.DropSessionsAsync().ConfigureAwait(false);
                }
            )
        );
        return Answer(201, ("role", Body(branch, made) with { Password = made.Password }), ("operations", operations));
    }

    private static async Task<NeonAnswer> ResetPasswordAsync(NeonProject project, NeonBranch branch, string name)
    {
        var role = await RoleAsync(branch, name).ConfigureAwait(false);
        var password = NeonProject.NewPassword();
        var operations = project.Operations.Schedule(
            Apply(
                branch,
                async () =>
                {
                    await branch.SetPasswordAsync(name, password).ConfigureAwait(false);
                    await branch.DropSessionsAsync().ConfigureAwait(false);
                }
            )
        );
        return Ok(("role", Body(branch, role) with { Password = password, UpdatedAt = DateTime.UtcNow }), ("operations", operations));
    }

    private static async Task<NeonAnswer> DeleteRoleAsync(NeonProject project, NeonBranch branch, string name)
    {
        var role = (await branch.RolesAsync().ConfigureAwait(false)).FirstOrDefault(role => role.Name == name);
        if (role is null)
        {
            return new NeonAnswer(204, null);
        }
        var owned = (await branch.DatabasesAsync().ConfigureAwait(false))
            .Where(database => database.Owner == name)
            .Select(database => database.Name)
            .ToList();
        if (owned.Count > 0)
        {
            throw new NeonRefusal(422, $"role \"{name}\" owns databases and cannot be deleted: {string.Join(", ", owned)}");
        }
        var operations = project.Operations.Schedule(Apply(branch, () => branch.DropRoleAsync(name)));
        return Ok(("role", Body(branch, role)), ("operations", operations));
    }

    private static async Task<NeonAnswer> RevealAsync(NeonProject project, NeonBranch branch, string name)
    {
        var role = await RoleAsync(branch, name).ConfigureAwait(false);
        if (!project.StorePasswords)
        {
            throw new NeonRefusal(412, "password storage is disabled for this project");
        }
        return Ok(("password", role.Password ?? throw new NeonRefusal(404, $"password of the role is not stored; role_name:\"{name}\"")));
    }

    private static async Task<NeonAnswer> ConnectionUriAsync(NeonProject project, IQueryCollection query)
    {
        var database = Required("database_name");
        var role = Required("role_name");
        var branch = query.TryGetValue("branch_id", out var branchId) ? Branch(project, branchId.ToString()) : project.Branch;
        if (query.TryGetValue("endpoint_id", out var endpointId) && endpointId != branch.Endpoint.Id)
        {
            throw new NeonRefusal(404, "endpoint not found");
        }
        if ((await branch.DatabasesAsync().ConfigureAwait(false)).All(known => known.Name != database))
        {
            throw new NeonRefusal(404, $"database not found; database_name:\"{database}\", branch_id:\"{branch.Id}\"");
        }
        await RevealAsync(project, branch, role).ConfigureAwait(false);
        return Ok(("uri", NeonProject.ConnectionUri(branch, database, role, query["pooled"] == "true")));

        string Required(string name) =>
            query.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value)
                ? value.ToString()
                : throw new NeonRefusal(400, $"query parameter {name} is required");
    }

    private static async Task<RoleRecord> RoleAsync(NeonBranch branch, string name) =>
        (await branch.RolesAsync().ConfigureAwait(false)).FirstOrDefault(role => role.Name == name)
        ?? throw new NeonRefusal(404, $"role not found for branch; role_name:\"{name}\", branch_id:\"{branch.Id}\"");
}
