using System.Text.Json.Nodes;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class OptionalMembersTests : NeonCloudTest
{
    protected override NeonCloudOptions Options => new() { LeaveOutOptional = true };

    [Fact]
    public async Task What_the_contract_does_not_require_is_missing_and_null_by_turns_and_the_rest_is_there()
    {
        // A null is more than the contract allows, so that the calls are held against it here, and only every second one.
        FaultsAnswer = true;
        var project = await Cloud.AddProjectAsync(new ProjectSeed { LogicalReplication = true });
        var branch = $"/projects/{project.Id}/branches/{project.BranchId}";
        string[] reads =
        [
            "/projects",
            $"/projects/{project.Id}",
            branch,
            branch + "/endpoints",
            branch + "/roles",
            $"/projects/{project.Id}/operations",
        ];
        await OkAsync($"POST {branch}/roles", """{"role":{"name":"cdc_role"}}""", 201);
        await project.WhenSettledAsync();
        await OkAsync("GET /projects");
        foreach (var read in reads.SelectMany(static read => new[] { read, read }))
        {
            await OkAsync("GET " + read);
        }

        Assert.All(
            Cloud.Calls.Where((_, at) => at % 2 == 0),
            call =>
                Assert.Empty(
                    Contract.Value?.Check(call.Method, call.Path, call.Query, call.RequestBody, call.Status, call.ResponseBody) ?? []
                )
        );
        var without = JsonNode.Parse(Cloud.Calls[2].ResponseBody)!["projects"]![0]!.AsObject();
        var withNull = JsonNode.Parse(Cloud.Calls[3].ResponseBody)!["projects"]![0]!.AsObject();
        Assert.False(without.ContainsKey("org_id"));
        Assert.True(withNull.ContainsKey("org_id") && withNull["org_id"] is null);
        Assert.True((bool)without["settings"]!["enable_logical_replication"]!);
        Assert.False(without["settings"]!.AsObject().ContainsKey("allowed_ips"));
    }
}
