using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing.Tests.Neon;

/// <summary>A key that is for one project only.</summary>
public sealed class NeonKeyTests : NeonCloudTest
{
    protected override NeonCloudOptions Options => new() { KeyProject = "calm-lake-10000001" };

    [Fact]
    public async Task A_key_for_one_project_reaches_no_other_and_lists_none()
    {
        var mine = await Cloud.AddProjectAsync(new ProjectSeed { Id = "calm-lake-10000001" });
        var other = await Cloud.AddProjectAsync();
        await OkAsync($"GET /projects/{mine.Id}");
        Assert.Equal(404, (await CallAsync($"GET /projects/{other.Id}")).Status);
        Assert.Equal(403, (await CallAsync("GET /projects")).Status);
    }
}
