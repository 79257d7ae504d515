using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Provider;

namespace NeonFlow.Conformance.Tests.Laws;

/// <summary>Laws of what the connecting role may do; they hold for everything that is made by SQL.</summary>
public sealed class RightsLaws(ConformanceCloud cloud) : LawTest(cloud)
{
    private const string Password = "rights-Pa55word";

    /// <summary>SQL that gives a connecting role its rights, by name.</summary>
    private static readonly Dictionary<string, Func<World, string, string>> Rights = new(StringComparer.Ordinal)
    {
        ["nothing"] = static (_, _) => "",
        ["reads"] = static (_, role) => $"GRANT USAGE ON SCHEMA shop TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {role}",
        ["creates"] = static (world, role) =>
            $"GRANT CREATE ON DATABASE {world.Database} TO {role}; GRANT USAGE, CREATE ON SCHEMA shop TO {role}",
        ["passes on"] = static (_, role) =>
            $"GRANT USAGE ON SCHEMA shop TO {role} WITH GRANT OPTION; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {role} WITH GRANT "
            + "OPTION",
        ["member"] = static (world, role) => $"GRANT {world.Shared.OwnerRole} TO {role}",
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var token in Registry.ResourceTokens.Where(static t => t.StartsWith("neonflow:postgres:", StringComparison.Ordinal)))
            {
                foreach (var rights in Rights.Keys)
                {
                    cases.Add(token, rights);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Law_19_a_preview_that_passed_means_an_up_that_passes(string token, string rights) =>
        HoldsAsync(
            token,
            async scene =>
            {
                var connection = await LoginAsync(scene, rights);
                JsonObject As(JsonObject program)
                {
                    program["connection"] = connection.DeepClone();
                    return program;
                }

                var inputs = await scene.Provider.CheckAsync(token, As(scene.Subject.Inputs));
                var created = await PassesAsync(() => scene.Provider.CreateAsync(token, inputs, preview: true));
                if (created)
                {
                    await scene.Provider.CreateAsync(token, inputs);
                }

                // What its owner has made is changed by the other role.
                var held = await scene.UpAsync(scene.Subject.Inputs);
                var changed = await scene.Provider.CheckAsync(token, As(scene.Subject.Changed), held.Inputs);
                var updated = await PassesAsync(() => scene.Provider.UpdateAsync(token, held, changed, preview: true));
                if (updated)
                {
                    await scene.Provider.UpdateAsync(token, held, changed);
                }

                var isOnlyLooking = token == "neonflow:postgres:ReplicationSlot";
                Assert.True(rights != "member" || (created && updated), "a member of the owner may do what the owner may");
                Assert.True(rights != "nothing" || isOnlyLooking || (!created && !updated), "a role without rights may do nothing");
            }
        );

    private static async Task<JsonNode> LoginAsync(Scene scene, string rights)
    {
        var world = scene.World;
        var role = world.Name("login");
        world.Hide(Password);
        await world.AdminSqlAsync($"CREATE ROLE {role} LOGIN PASSWORD '{Password}'; {Rights[rights](world, role)}");
        var connection = world.Connection;
        connection["user"] = role;
        connection["password"] = Properties.Secret(Password);
        return connection;
    }

    private static async Task<bool> PassesAsync(Func<Task> preview)
    {
        try
        {
            await preview();
            return true;
        }
        catch (CallFailedException)
        {
            return false;
        }
    }
}
