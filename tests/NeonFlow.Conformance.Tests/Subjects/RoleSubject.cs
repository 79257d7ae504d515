using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class RoleSubject(World world) : Subject(world)
{
    public override JsonObject Inputs =>
        new()
        {
            ["projectId"] = World.Shared.Id,
            ["branchId"] = World.Shared.BranchId,
            ["name"] = World.Name("capture"),
            ["rotation"] = "first",
        };

    public override JsonObject Changed =>
        new()
        {
            ["projectId"] = World.Shared.Id,
            ["branchId"] = World.Shared.BranchId,
            ["name"] = World.Name("capture"),
            ["rotation"] = "second",
        };

    public override string ImportId => $"neon:{World.Shared.Id}/{World.Shared.BranchId}/{World.Name("capture")}";

    public override IReadOnlyCollection<string> NotImportable => ["rotation"];

    public override IReadOnlyCollection<string> OwnOutputs => ["password"];

    public override (string Token, JsonObject Inputs) Witness => RoleOf(World.Shared);

    public override Sources ReadsFrom => Sources.Neon;

    public override IReadOnlyDictionary<string, string> Unobserved =>
        new Dictionary<string, string> { ["rotation"] = "a word of the program; Neon knows nothing of it" };

    public override Task PrepareAsync()
    {
        World.Track(World.Name("capture"));
        return Task.CompletedTask;
    }

    public override async Task VanishAsync()
    {
        await World.NeonAsync(
            HttpMethod.Delete,
            $"projects/{World.Shared.Id}/branches/{World.Shared.BranchId}/roles/{World.Name("capture")}"
        );
        await World.Shared.WhenSettledAsync();
    }
}
