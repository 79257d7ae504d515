using System.Text.Json.Nodes;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class IpAllowSubject(World world) : Subject(world)
{
    private const string Others = "192.0.2.1";

    public override JsonObject Inputs =>
        new()
        {
            ["projectId"] = World.Own.Id,
            ["entries"] = List("203.0.113.7", "198.51.100.0/24"),
            ["mode"] = "additive",
            ["protectedBranchesOnly"] = true,
        };

    public override JsonObject Changed =>
        new()
        {
            ["projectId"] = World.Own.Id,
            ["entries"] = List("203.0.113.7", "203.0.113.20-203.0.113.50"),
            ["mode"] = "additive",
            ["protectedBranchesOnly"] = false,
        };

    // Whose the entries are is in no id, so that an import takes the list as a whole.
    public override JsonObject ImportInputs =>
        new()
        {
            ["projectId"] = World.Own.Id,
            ["entries"] = List("203.0.113.7", "198.51.100.0/24", Others),
            ["mode"] = "exclusive",
            ["protectedBranchesOnly"] = true,
        };

    public override string ImportId => $"neon:{World.Own.Id}";

    public override (string Token, JsonObject Inputs) Witness => RoleOf(World.Own);

    public override Sources ReadsFrom => Sources.Neon;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("entries", "one of our entries is taken out", () => SetAsync("198.51.100.0/24", Others)),
            new("entries", "all entries are taken out", () => SetAsync()),
            new(
                "protectedBranchesOnly",
                "the list is made to guard all branches",
                () =>
                {
                    World.Own.ProtectedBranchesOnly = false;
                    return Task.CompletedTask;
                }
            ),
        ];

    public override IReadOnlyDictionary<string, string> Unobserved =>
        new Dictionary<string, string> { ["mode"] = "says how the program means its entries; Neon knows nothing of it" };

    public override Task PrepareAsync() => World.TakeProjectAsync(new ProjectSeed { AllowedIps = [Others] });

    public override Task ResetAsync()
    {
        World.Own.ProtectedBranchesOnly = false;
        return SetAsync(Others);
    }

    public override Task VanishAsync() => World.LoseProjectAsync();

    private Task SetAsync(params string[] entries)
    {
        World.Own.AllowedIps = entries;
        return Task.CompletedTask;
    }
}
