using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

/// <summary>A Neon project, as far as the pipeline looks at it.</summary>
public sealed record Project
{
    /// <summary>Id: words and a number, no prefix.</summary>
    public required string Id { get; init; }

    /// <summary>Display name; not unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Region, such as <c>aws-eu-central-1</c>.</summary>
    public string? RegionId { get; init; }

    /// <summary>Major version of Postgres.</summary>
    public int PgVersion { get; init; }

    /// <summary>Whether the API can reveal passwords.</summary>
    public bool StorePasswords { get; init; } = true;

    /// <summary>Settings as the server echoes them.</summary>
    public ProjectSettings? Settings { get; init; }
}

/// <summary>Settings of a project. Only members that are set are sent.</summary>
public sealed record ProjectSettings
{
    /// <summary>Whether all computes run with <c>wal_level=logical</c>; a latch.</summary>
    public bool? EnableLogicalReplication { get; init; }

    /// <summary>Who may connect.</summary>
    public AllowedIps? AllowedIps { get; init; }

    /// <summary>Whether connections from the internet are refused altogether, whatever <see cref="AllowedIps"/> says.</summary>
    public bool? BlockPublicConnections { get; init; }
}

/// <summary>The address list of a project. Both members are always sent: a list left out may be read as "open to all".</summary>
public sealed record AllowedIps
{
    /// <summary>Addresses, CIDR blocks and <c>low-high</c> ranges; empty means everybody.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];

    /// <summary>Whether the list guards protected branches only and leaves all others open.</summary>
    public bool ProtectedBranchesOnly { get; init; }
}

/// <summary>A branch.</summary>
public sealed record Branch
{
    /// <summary>Id, <c>br-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name, unique in the project.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it is the project's default branch.</summary>
    public bool Default { get; init; }

    /// <summary>Whether it is protected.</summary>
    public bool Protected { get; init; }

    /// <summary>Parent branch, if any.</summary>
    public string? ParentId { get; init; }

    /// <summary>State; open list: <c>init, resetting, ready, archived</c>.</summary>
    public string? CurrentState { get; init; }
}

/// <summary>A compute endpoint.</summary>
public sealed record Endpoint
{
    /// <summary>Id, <c>ep-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Direct host; the API never shows the pooled one.</summary>
    public required string Host { get; init; }

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }

    /// <summary><c>read_write</c> or <c>read_only</c>.</summary>
    public string? Type { get; init; }

    /// <summary>State; open list: <c>init, active, idle</c>.</summary>
    public string? CurrentState { get; init; }

    /// <summary>Whether connections are refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether it takes writes.</summary>
    [JsonIgnore]
    public bool IsReadWrite => Type == "read_write";
}

/// <summary>A role of a branch. A class, not a record, because its text must not show the password.</summary>
public sealed class Role
{
    /// <summary>Name, unique on the branch.</summary>
    public required string Name { get; init; }

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }

    /// <summary>Password; only in answers of create and reset.</summary>
    public string? Password { get; init; }

    /// <summary>Whether Neon itself owns it.</summary>
    public bool Protected { get; init; }

    /// <summary>How it logs in; open list: <c>password, oauth, no_login</c>.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>When it was made; RFC 3339.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>When it last changed (a password reset moves it); RFC 3339.</summary>
    public string? UpdatedAt { get; init; }
}

/// <summary>A database of a branch.</summary>
public sealed record Database
{
    /// <summary>Number; an older database has a smaller one.</summary>
    public long Id { get; init; }

    /// <summary>Name, unique on the branch.</summary>
    public required string Name { get; init; }

    /// <summary>Owning role.</summary>
    public string OwnerName { get; init; } = "";

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }
}

/// <summary>Work that goes on after a mutating call has answered.</summary>
public sealed record Operation
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>What it does, such as <c>apply_config</c>; open list.</summary>
    public string Action { get; init; } = "";

    /// <summary>Where it stands; open list.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Branch it works on.</summary>
    public string? BranchId { get; init; }

    /// <summary>Endpoint it works on.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Failed tries so far.</summary>
    public int FailuresCount { get; init; }

    /// <summary>Whether it ended well.</summary>
    [JsonIgnore]
    public bool Succeeded => Status is "finished" or "skipped";

    /// <summary>Whether it ended badly.</summary>
    [JsonIgnore]
    public bool Failed => Status is "failed" or "error" or "cancelled";
}

/// <summary>Whose key it is.</summary>
public sealed record AuthInfo
{
    /// <summary>Account or organization.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Kind of credential; open list.</summary>
    public string AuthMethod { get; init; } = "";
}

/// <summary>What a mutating call made of a thing, and the operations that are still under way for it.</summary>
/// <param name="Value">The thing.</param>
/// <param name="Operations">To be awaited with <see cref="NeonClient.WaitAsync"/> before the change can be relied on.</param>
public sealed record Changed<T>(T Value, IReadOnlyList<Operation> Operations);

internal sealed record ProjectUpdate(ProjectPatch Project);

internal sealed record ProjectPatch(ProjectSettings Settings);

internal sealed record RoleCreate(NewRole Role);

internal sealed record NewRole(string Name, bool? NoLogin);

internal sealed record ProjectAnswer
{
    public required Project Project { get; init; }

    public IReadOnlyList<Operation>? Operations { get; init; }
}

internal sealed record ProjectsAnswer
{
    public IReadOnlyList<Project> Projects { get; init; } = [];

    public Pagination? Pagination { get; init; }
}

internal sealed record BranchAnswer
{
    public required Branch Branch { get; init; }
}

internal sealed record BranchesAnswer
{
    public IReadOnlyList<Branch> Branches { get; init; } = [];

    public Pagination? Pagination { get; init; }
}

internal sealed record EndpointsAnswer
{
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];
}

internal sealed class RoleAnswer
{
    public required Role Role { get; init; }

    public IReadOnlyList<Operation>? Operations { get; init; }
}

internal sealed class RolesAnswer
{
    public IReadOnlyList<Role> Roles { get; init; } = [];
}

internal sealed class PasswordAnswer
{
    public required string Password { get; init; }
}

internal sealed class UriAnswer
{
    public required string Uri { get; init; }
}

internal sealed record DatabaseAnswer
{
    public required Database Database { get; init; }
}

internal sealed record DatabasesAnswer
{
    public IReadOnlyList<Database> Databases { get; init; } = [];
}

internal sealed record OperationAnswer
{
    public required Operation Operation { get; init; }
}

internal sealed record OperationsAnswer
{
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    public Pagination? Pagination { get; init; }
}

internal sealed record Pagination
{
    public string? Cursor { get; init; }

    public string? Next { get; init; }
}

internal sealed record ErrorAnswer
{
    public string? RequestId { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProjectUpdate))]
[JsonSerializable(typeof(RoleCreate))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(ProjectsAnswer))]
[JsonSerializable(typeof(BranchAnswer))]
[JsonSerializable(typeof(BranchesAnswer))]
[JsonSerializable(typeof(EndpointsAnswer))]
[JsonSerializable(typeof(RoleAnswer))]
[JsonSerializable(typeof(RolesAnswer))]
[JsonSerializable(typeof(PasswordAnswer))]
[JsonSerializable(typeof(UriAnswer))]
[JsonSerializable(typeof(DatabaseAnswer))]
[JsonSerializable(typeof(DatabasesAnswer))]
[JsonSerializable(typeof(OperationAnswer))]
[JsonSerializable(typeof(OperationsAnswer))]
[JsonSerializable(typeof(AuthInfo))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class NeonJson : JsonSerializerContext;
