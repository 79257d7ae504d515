using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class ReplicationSlotSubject(World world) : Subject(world)
{
    private string Slot => World.Name("slot");

    public override JsonObject Inputs =>
        new()
        {
            ["connection"] = World.Connection,
            ["name"] = Slot,
            ["dropTimeout"] = 30,
        };

    public override JsonObject Changed =>
        new()
        {
            ["connection"] = World.Connection,
            ["name"] = Slot,
            ["dropTimeout"] = 60,
        };

    public override string ImportId => $"{World.DatabaseId}/{Slot}";

    public override Sources ReadsFrom => Sources.Postgres;

    public override bool OutlivesItsObject => true;

    public override Task ComeToLifeAsync() => World.AdminSqlAsync($"SELECT pg_create_logical_replication_slot('{Slot}', 'pgoutput')");

    public override Task VanishAsync() =>
        World.AdminSqlAsync($"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{Slot}'");
}
