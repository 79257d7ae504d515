using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class GrantSubject(World world) : Subject(world)
{
    private string Reader => World.Name("reader");

    public override JsonObject Inputs =>
        new()
        {
            ["connection"] = World.Connection,
            ["role"] = Reader,
            ["schema"] = "shop",
            ["tables"] = List("shop.orders", "shop.customers"),
            ["privileges"] = List("SELECT", "UPDATE"),
            ["schemaPrivileges"] = List("USAGE", "CREATE"),
            ["sequences"] = List("shop.counter"),
            ["sequencePrivileges"] = List("SELECT", "USAGE"),
        };

    public override JsonObject Changed =>
        new()
        {
            ["connection"] = World.Connection,
            ["role"] = Reader,
            ["schema"] = "shop",
            ["tables"] = List("shop.items", "shop.orders"),
            ["privileges"] = List("SELECT", "INSERT"),
            ["schemaPrivileges"] = List("USAGE"),
            ["sequences"] = List("shop.counter"),
            ["sequencePrivileges"] = List("SELECT"),
        };

    public override string ImportId => $"{World.DatabaseId}/shop/{Reader}";

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("tables", "everything on one table is revoked", () => World.SqlAsync($"REVOKE ALL ON shop.orders FROM {Reader}")),
            new(
                "privileges",
                "one privilege is revoked everywhere",
                () => World.SqlAsync($"REVOKE UPDATE ON shop.orders, shop.customers FROM {Reader}")
            ),
            new("schemaPrivileges", "the schema is closed", () => World.SqlAsync($"REVOKE USAGE ON SCHEMA shop FROM {Reader}")),
            new(
                "sequences",
                "everything on the sequence is revoked",
                () => World.SqlAsync($"REVOKE ALL ON SEQUENCE shop.counter FROM {Reader}")
            ),
            new(
                "sequencePrivileges",
                "one privilege on the sequence is revoked",
                () => World.SqlAsync($"REVOKE USAGE ON SEQUENCE shop.counter FROM {Reader}")
            ),
        ];

    public override Task PrepareAsync() => World.SqlRoleAsync("reader");

    public override Task VanishAsync() => World.AdminSqlAsync($"DROP OWNED BY {Reader}; DROP ROLE {Reader}");
}
