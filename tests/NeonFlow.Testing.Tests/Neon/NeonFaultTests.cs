namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonFaultTests : NeonCloudTest
{
    public NeonFaultTests() => FaultsAnswer = true;

    [Fact]
    public async Task A_scripted_status_meets_the_calls_it_names_and_no_others()
    {
        Cloud.Next(429, "GET /projects", times: 2, retryAfter: TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await CallAsync("GET /auth")).Status);
        using var answer = await SendAsync("GET /projects");
        Assert.Equal((429, "1"), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(429, (await CallAsync("GET /projects")).Status);
        Assert.Equal(200, (await CallAsync("GET /projects")).Status);
    }

    [Fact]
    public async Task A_scripted_answer_does_nothing()
    {
        var project = await Cloud.AddProjectAsync();
        Cloud.Next(423);
        Assert.Equal(423, (await CallAsync($"PATCH /projects/{project.Id}", """{"project":{"name":"other"}}""")).Status);
        Assert.Equal(project.Id, project.Name);
    }

    [Fact]
    public async Task The_cdn_answers_with_html()
    {
        Cloud.Next(524);
        using var answer = await SendAsync("GET /projects");
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_answer_can_be_changed_on_its_way()
    {
        FaultsAnswer = true;
        var project = await Cloud.AddProjectAsync();
        Cloud.Change($"GET /projects/{project.Id}", answer => answer["project"]!.AsObject().Remove("settings"));
        Assert.Null((await OkAsync($"GET /projects/{project.Id}"))["project"]!["settings"]);
        Assert.NotNull((await OkAsync($"GET /projects/{project.Id}"))["project"]!["settings"]);
    }

    [Fact]
    public async Task A_lost_answer_was_carried_out()
    {
        var project = await Cloud.AddProjectAsync();
        Cloud.LoseNextAnswer("POST /roles");
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            CallAsync($"POST /projects/{project.Id}/branches/{project.BranchId}/roles", """{"role":{"name":"cdc_role"}}""")
        );
        await project.WhenSettledAsync();
        Assert.Contains("cdc_role", await project.RoleNamesAsync());
        Assert.Equal(0, Assert.Single(Cloud.Calls).Status);
    }

    [Fact]
    public async Task A_slow_call_can_be_given_up()
    {
        Cloud.Slow("GET /users/me", TimeSpan.FromMinutes(10));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var http = new HttpClient();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(Cloud.BaseUrl + "/users/me", patience.Token));
        Assert.Equal(200, (await CallAsync("GET /projects")).Status);
    }
}
