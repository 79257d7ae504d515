using System.Net.Http.Headers;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>How SQL resources with a Neon address find host and password.</summary>
public sealed class NeonAddressesTests : IAsyncLifetime
{
    private const string Publication = "neonflow:postgres:Publication";

    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(
            new()
            {
                Databases = ["shop"],
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY); CREATE TABLE public.customers (id int PRIMARY KEY);",
            }
        );
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

    private Stack NewStack() => Stack.OfNeon(_cloud);

    private int Writes() => _cloud.Calls.Count(static c => c.Method != "GET");

    private PropertyValue.Map Tables(params string[] tables) =>
        Of(("name", "flow"), ("tables", List(tables)), ("connection", Of(("projectId", _project.Id), ("database", "shop"))));

    [Fact]
    public async Task Seven_resources_that_are_read_at_once_look_the_address_up_once()
    {
        var publication = await NewStack().CreateAsync(Publication, Tables("public.orders"));
        var refresh = NewStack();
        var before = _cloud.Calls.Count;
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => refresh.RefreshAsync(publication)));
        Assert.Equal(3, _cloud.Calls.Count - before);
    }

    [Theory]
    [InlineData("made")]
    [InlineData("rotated")]
    [InlineData("deleted")]
    public async Task Sql_on_a_branch_waits_while_a_role_of_the_branch_is(string changed)
    {
        const string role = "neonflow:neon:Role";
        var inputs = Of(("projectId", _project.Id), ("name", "reader"));
        var before = NewStack();
        var reader = changed == "made" ? null : await before.CreateAsync(role, inputs);
        var publication = await before.CreateAsync(Publication, Tables("public.orders"));
        var stack = NewStack();
        await stack.RefreshAsync(publication);
        Task change;
        Task<Thing> update;
        using (_project.HoldOperations())
        {
            var writes = Writes();
            change = changed switch
            {
                "made" => stack.CreateAsync(role, inputs),
                "rotated" => stack.UpdateAsync(reader!, Of(("projectId", _project.Id), ("name", "reader"), ("rotation", "1"))),
                _ => stack.DeleteInThisProcessAsync(reader!),
            };
            while (Writes() == writes)
            {
                Assert.False(change.IsCompleted);
                await Task.Delay(10);
            }
            update = stack.UpdateAsync(publication, Tables("public.orders", "public.customers"));
            await Task.WhenAny(update, Task.Delay(500));
            Assert.False(update.IsCompleted);
        }
        await change;
        await update;
    }

    [Fact]
    public async Task A_failed_look_up_is_not_remembered()
    {
        var stack = NewStack();
        _cloud.Next(404, "connection_uri", body: """{"code":"","message":"not found"}""");
        await stack.FailsAsync(() => stack.CreateAsync(Publication, Tables("public.orders")));
        await stack.CreateAsync(Publication, Tables("public.orders"));
    }

    [Fact]
    public async Task A_password_that_was_reset_in_the_meantime_is_looked_up_anew_within_the_change()
    {
        var stack = NewStack();
        var publication = await stack.CreateAsync(Publication, Tables("public.orders"));
        await ResetPasswordAsync();
        publication = await stack.UpdateAsync(publication, Tables("public.orders", "public.customers"));
        Assert.Equal(
            2,
            await _project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication_tables WHERE pubname = 'flow'", "shop")
        );
        await ResetPasswordAsync();
        Assert.NotNull(await stack.RefreshAsync(publication));
        Assert.DoesNotContain("not checked", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_stays_refused_is_told()
    {
        var stack = NewStack();
        var publication = await stack.CreateAsync(Publication, Tables("public.orders"));
        await _project.Server.ExecuteAsync($"ALTER ROLE {_project.OwnerRole} PASSWORD 'set-by-sql'");
        await EndSessionsAsync();
        var refused = await stack.FailsAsync(() => stack.UpdateAsync(publication, Tables("public.orders", "public.customers")));
        Assert.Contains("NF3009", refused.Message, StringComparison.Ordinal);
    }

    private async Task ResetPasswordAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _cloud.ApiKey);
        var path = $"projects/{_project.Id}/branches/{_project.BranchId}/roles/{_project.OwnerRole}/reset_password";
        (await http.PostAsync(new Uri($"{_cloud.BaseUrl.ToString().TrimEnd('/')}/{path}"), null)).EnsureSuccessStatusCode();
        await _project.WhenSettledAsync();
        await EndSessionsAsync();
    }

    private Task EndSessionsAsync() =>
        _project.Server.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop' AND pid <> pg_backend_pid()"
        );
}
