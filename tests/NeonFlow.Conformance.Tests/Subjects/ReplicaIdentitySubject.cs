using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class ReplicaIdentitySubject(World world) : Subject(world)
{
    public override JsonObject Inputs =>
        new()
        {
            ["connection"] = World.Connection,
            ["table"] = "shop.events",
            ["identity"] = "index",
            ["index"] = "events_code",
        };

    public override JsonObject Changed =>
        new()
        {
            ["connection"] = World.Connection,
            ["table"] = "shop.events",
            ["identity"] = "full",
        };

    public override string ImportId => $"{World.DatabaseId}/shop.events";

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("identity", "the whole row is set", () => World.SqlAsync("ALTER TABLE shop.events REPLICA IDENTITY FULL")),
            new(
                "index",
                "another index is set",
                () => World.SqlAsync("ALTER TABLE shop.events REPLICA IDENTITY USING INDEX events_serial")
            ),
        ];

    public override Task VanishAsync() => World.SqlAsync("DROP TABLE shop.events");
}
