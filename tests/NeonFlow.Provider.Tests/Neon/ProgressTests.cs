using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>A wait for Neon is told while it lasts, whatever the engine asked for.</summary>
public sealed class ProgressTests : IAsyncLifetime
{
    private const string Roles = "neonflow:neon:Role";

    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;
    private Stack _stack = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(new() { Databases = ["shop"] });
        _stack = new(("neonApiKey", Secret(_cloud.ApiKey)), ("neonApiUrl", _cloud.BaseUrl.ToString()));
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

    private PropertyValue.Map Role => Of(("projectId", _project.Id), ("name", "cdc"));

    [Fact]
    public async Task A_preview_tells_why_it_waits()
    {
        _cloud.Next(429, times: 2);
        await _stack.PreviewCreateAsync(Roles, Role);
        AssertTold();
    }

    [Fact]
    public async Task A_read_tells_why_it_waits()
    {
        var role = await _stack.CreateAsync(Roles, Role);
        _stack.Said.Clear();
        _cloud.Next(429, times: 2);
        await _stack.RefreshAsync(role);
        AssertTold();
    }

    [Fact]
    public async Task A_function_tells_why_it_waits()
    {
        _cloud.Next(429, times: 2);
        await _stack.InvokeAsync("neonflow:neon:getConnection", ("projectId", _project.Id), ("database", "shop"));
        AssertTold();
    }

    private void AssertTold() =>
        Assert.Contains(
            _stack.Said,
            static l => l.Ephemeral && l.Text.StartsWith("waiting for Neon: too many requests (until ", StringComparison.Ordinal)
        );
}
