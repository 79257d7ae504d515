using System.Text.Json.Nodes;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class LogicalReplicationSubject(World world) : Subject(world)
{
    public override JsonObject Inputs =>
        new()
        {
            ["projectId"] = World.Own.Id,
            ["enabled"] = true,
            ["acknowledgeIrreversible"] = true,
            ["connection"] = new JsonObject { ["projectId"] = World.Own.Id, ["database"] = "neondb" },
        };

    public override JsonObject Changed =>
        new()
        {
            ["projectId"] = World.Own.Id,
            ["enabled"] = true,
            ["acknowledgeIrreversible"] = true,
        };

    public override string ImportId => $"neon:{World.Own.Id}";

    public override (string Token, JsonObject Inputs) Witness => RoleOf(World.Own);

    public override Sources ReadsFrom => Sources.Neon;

    public override IReadOnlyDictionary<string, string> Unobserved =>
        new Dictionary<string, string> { ["enabled"] = "a latch: once on, nobody can switch it off" };

    public override Task PrepareAsync() => World.TakeProjectAsync(new ProjectSeed());

    public override async Task ResetAsync()
    {
        await World.LoseProjectAsync();
        await PrepareAsync();
    }

    public override Task VanishAsync() => World.LoseProjectAsync();
}
