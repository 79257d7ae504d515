using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class DefaultPrivilegesSubject(World world) : Subject(world)
{
    private string Reader => World.Name("reader");

    private string Migrator => World.Name("migrator");

    public override JsonObject Inputs =>
        new()
        {
            ["connection"] = World.Connection,
            ["role"] = Reader,
            ["schema"] = "shop",
            ["on"] = "tables",
            ["creators"] = List(World.Shared.OwnerRole, Migrator),
            ["privileges"] = List("SELECT", "INSERT"),
        };

    public override JsonObject Changed =>
        new()
        {
            ["connection"] = World.Connection,
            ["role"] = Reader,
            ["schema"] = "shop",
            ["on"] = "tables",
            ["creators"] = List(World.Shared.OwnerRole),
            ["privileges"] = List("SELECT", "UPDATE"),
        };

    public override string ImportId => $"{World.DatabaseId}/shop/{Reader}/tables";

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new(
                "creators",
                "the defaults of one creator are taken back",
                () => World.SqlAsync($"ALTER DEFAULT PRIVILEGES FOR ROLE {Migrator} IN SCHEMA shop REVOKE ALL ON TABLES FROM {Reader}")
            ),
            new(
                "privileges",
                "one privilege is taken back for all creators",
                () =>
                    World.SqlAsync(
                        $"ALTER DEFAULT PRIVILEGES FOR ROLE {World.Shared.OwnerRole}, {Migrator} IN SCHEMA shop REVOKE INSERT ON TABLES "
                            + $"FROM {Reader}"
                    )
            ),
        ];

    public override async Task PrepareAsync()
    {
        await World.SqlRoleAsync("reader");
        await World.SqlRoleAsync("migrator");
        await World.AdminSqlAsync($"GRANT {Migrator} TO {World.Shared.OwnerRole}");
    }

    public override Task VanishAsync() =>
        World.SqlAsync(
            $"ALTER DEFAULT PRIVILEGES FOR ROLE {World.Shared.OwnerRole}, {Migrator} IN SCHEMA shop REVOKE ALL ON TABLES FROM {Reader}"
        );
}
