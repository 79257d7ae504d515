namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>A login that a program connects as, and what it may do.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rights">SQL that gives it its rights, for a role of a name on a server of a major version.</param>
internal sealed record ConnectingRole(string Name, Func<World, string, int, string> Rights)
{
    public const string Owner = "owner";
    public const string Member = "member";
    public const string Nothing = "no rights";

    public static IReadOnlyList<ConnectingRole> All { get; } =
    [
        new(Owner, static (_, _, _) => "") { IsOwner = true, IsInPart = true },
        new("superuser", static (_, role, _) => $"ALTER ROLE {role} SUPERUSER"),
        new(Member, static (world, role, _) => MemberSql(world, role)) { IsInPart = true },
        new(
            "member without INHERIT",
            static (world, role, major) =>
                major >= 16
                    ? $"GRANT {world.Shared.OwnerRole} TO {role} WITH INHERIT FALSE, SET TRUE"
                    : $"ALTER ROLE {role} NOINHERIT; {MemberSql(world, role)}"
        )
        {
            IsInPart = true,
        },
        new(
            "member without INHERIT and SET",
            static (world, role, _) => $"GRANT {world.Shared.OwnerRole} TO {role} WITH INHERIT FALSE, SET FALSE"
        )
        {
            Since = 16,
        },
        new("member without SET", static (world, role, _) => $"GRANT {world.Shared.OwnerRole} TO {role} WITH INHERIT TRUE, SET FALSE")
        {
            Since = 16,
        },
        new("member of neon_superuser", static (_, role, _) => $"ALTER ROLE {role} CREATEDB CREATEROLE; GRANT neon_superuser TO {role}"),
        new(
            "foreign, creates",
            static (world, role, _) => $"GRANT CREATE ON DATABASE {world.Database} TO {role}; GRANT USAGE, CREATE ON SCHEMA shop TO {role}"
        )
        {
            IsInPart = true,
        },
        new(
            "foreign, passes on",
            static (_, role, _) =>
                $"GRANT USAGE ON SCHEMA shop TO {role} WITH GRANT OPTION; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {role} WITH GRANT "
                + "OPTION"
        ),
        new(
            "foreign, reads",
            static (_, role, _) => $"GRANT USAGE ON SCHEMA shop TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {role}"
        ),
        new(Nothing, static (_, _, _) => "") { IsInPart = true },
        new(
            "member, read-only",
            static (world, role, _) => $"{MemberSql(world, role)}; ALTER ROLE {role} SET default_transaction_read_only = on"
        )
        {
            IsInPart = true,
        },
        new(
            "member, CONNECTION LIMIT 1, taken",
            static (world, role, _) => $"{MemberSql(world, role)}; ALTER ROLE {role} CONNECTION LIMIT 1"
        )
        {
            IsInPart = true,
            IsTaken = true,
            Waits = true,
        },
        new("member, CONNECTION LIMIT 0", static (world, role, _) => $"{MemberSql(world, role)}; ALTER ROLE {role} CONNECTION LIMIT 0")
        {
            Waits = true,
        },
    ];

    /// <summary>Whether it is the owner of the database itself, not another login.</summary>
    public bool IsOwner { get; private init; }

    /// <summary>First major version that knows such a role.</summary>
    public int Since { get; private init; } = 14;

    /// <summary>Whether somebody else has a session of this login.</summary>
    public bool IsTaken { get; private init; }

    /// <summary>Whether it is among the few that every run tries.</summary>
    public bool IsInPart { get; private init; }

    /// <summary>Whether the provider waits for a connection before it gives up.</summary>
    public bool Waits { get; private init; }

    private static string MemberSql(World world, string role) => $"GRANT {world.Shared.OwnerRole} TO {role}";
}
