using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class WatermarksTableSubject(World world) : Subject(world)
{
    private string Publication => World.Name("pub");

    public override JsonObject Inputs => Of("capture");

    public override JsonObject Changed => Of("other");

    // The id names table and role; which publication has to list the table is the program's word.
    public override IReadOnlyCollection<string> NotImportable => ["publication"];

    public override string ImportId => $"{World.DatabaseId}/shop.flow_watermarks/{World.Name("capture")}";

    public override bool IdKeepsItsFirstName => true;

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new(
                "role",
                "the role may not write any more",
                () => World.SqlAsync($"REVOKE INSERT ON shop.flow_watermarks FROM {World.Name("capture")}")
            ),
            new(
                "publication",
                "the table is taken out of the publication",
                () => World.SqlAsync($"ALTER PUBLICATION {Publication} DROP TABLE shop.flow_watermarks")
            ),
        ];

    public override async Task PrepareAsync()
    {
        await World.SqlRoleAsync("capture");
        await World.SqlRoleAsync("other");
        await World.SqlAsync($"CREATE PUBLICATION {Publication} FOR TABLE shop.orders");
    }

    public override Task VanishAsync() => World.SqlAsync("DROP TABLE shop.flow_watermarks");

    private JsonObject Of(string role) =>
        new()
        {
            ["connection"] = World.Connection,
            ["table"] = "shop.flow_watermarks",
            ["role"] = World.Name(role),
            ["publication"] = Publication,
        };
}
