using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Conformance.Tests.Subjects;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>Stacks on which several versions of the engine work.</summary>
[Trait("Category", "long")]
public sealed class EngineVersionTests(ConformanceClouds clouds)
{
    private const string Token = "neonflow:postgres:Publication";
    private const string NotRead = "this engine does not read resources before it plans";

    private static readonly Version BeforeHandshakes = new(3, 121);
    private static readonly Version BeforeNames = new(3, 150);
    private static readonly Version BeforeReads = new(3, 171);
    private static readonly Version Newest = new(3, 259);

    [Fact]
    public async Task What_an_older_engine_made_is_read_before_a_plan_once_a_newer_one_has_changed_it()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = Stack(world, BeforeHandshakes);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the up of the older engine");

        stack.EngineVersion = Newest;
        var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(), "the first preview of the newer one");
        Assert.True(preview.HasChanges, preview.Text);
        Assert.Contains("an older engine has saved this stack", preview.Text, StringComparison.Ordinal);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up of the newer one");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");

        await DropTableAsync(world);
        Assert.Equal(7, (await stack.PreviewAsync(new() { ExpectNoChanges = true })).ExitCode);
    }

    [Fact]
    public async Task An_up_of_an_older_engine_in_between_does_not_switch_the_alarm_off_in_silence()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = Stack(world, new Version(3, 178));
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");

        stack.EngineVersion = BeforeReads;
        var older = await StackUnderTest.WellAsync(stack.PreviewAsync(), "the preview of the older engine");
        Assert.True(older.HasChanges, older.Text);
        Assert.Contains(NotRead, older.Text, StringComparison.Ordinal);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the up of the older engine");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");

        stack.EngineVersion = Newest;
        Assert.Equal(7, (await stack.PreviewAsync(new() { ExpectNoChanges = true })).ExitCode);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the up of the newer engine");
        await DropTableAsync(world);
        Assert.Equal(7, (await stack.PreviewAsync(new() { ExpectNoChanges = true })).ExitCode);
    }

    [Fact]
    public async Task An_engine_that_does_not_read_before_it_plans_is_told_so_once()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = Stack(world, BeforeReads);
        stack.Program.Add(new("second", Token, Properties.With(new PublicationSubject(world).Inputs, "name", world.Name("second"))));
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");

        var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "a plain preview");
        Assert.Equal(2, StackUnderTest.Diagnostics(preview).Split(NotRead).Length);
        var read = await StackUnderTest.WellAsync(stack.PreviewAsync(new() { Refresh = true }), "a preview that refreshes");
        Assert.DoesNotContain(NotRead, read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(121)]
    [InlineData(150)]
    [InlineData(171)]
    [InlineData(259)]
    public async Task An_explicit_provider_never_acts_with_the_settings_of_another(int minor)
    {
        await using var world = await clouds.NewWorldAsync();
        var other = await world.OtherDatabaseAsync();
        var uri = new Uri(Properties.Plain(world.Config["databaseUrl"])!.GetValue<string>());
        var elsewhere = new UriBuilder(uri) { Path = "/" + other }.Uri.ToString();
        using var stack = Stack(world, new Version(3, minor));
        stack.Config["databaseUrl"] = Properties.Secret(elsewhere);
        stack.Environment["NEONFLOW_DATABASE_URL"] = elsewhere;
        stack.Program.Insert(0, new("here", "pulumi:providers:neonflow", (JsonObject)world.Config.DeepClone()));
        stack.Program[1] = stack.Program[1] with { Provider = "here", Inputs = Properties.Without(stack.Program[1].Inputs, "connection") };

        await StackUnderTest.WellAsync(stack.UpAsync(), "up");
        Assert.Equal((1, 0), (await PublicationsAsync(world, world.Database), await PublicationsAsync(world, other)));
        await StackUnderTest.WellAsync(stack.RefreshAsync(), "refresh");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.Equal(0, await PublicationsAsync(world, world.Database));
    }

    [Fact]
    public async Task A_default_provider_of_an_older_engine_takes_the_stack_configuration_of_today()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = Stack(world, BeforeNames);
        stack.Program[0] = stack.Program[0] with { Inputs = Properties.Without(stack.Program[0].Inputs, "connection") };
        var url = stack.Config["databaseUrl"]!.DeepClone();
        stack.Config["databaseUrl"] = Properties.Secret("postgresql://nobody:wrong@127.0.0.1:1/nothing");
        await stack.UpAsync();
        stack.Config["databaseUrl"] = url;
        await StackUnderTest.WellAsync(stack.UpAsync(), "up with the right one");

        // A plain refresh and a destroy are given the inputs that were saved.
        await StackUnderTest.WellAsync(stack.RefreshAsync(), "refresh");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.Equal(0, await PublicationsAsync(world, world.Database));
    }

    private static StackUnderTest Stack(World world, Version version)
    {
        var stack = new StackUnderTest { Config = (JsonObject)world.Config.DeepClone(), EngineVersion = version };
        stack.Config.Remove("__instance");
        stack.Program.Add(new("publication", Token, new PublicationSubject(world).Inputs));
        return stack;
    }

    private static Task DropTableAsync(World world) =>
        world.AdminSqlAsync($"ALTER PUBLICATION {world.Name("pub")} SET TABLE shop.customers");

    private static async Task<long> PublicationsAsync(World world, string database) =>
        await world.Shared.Server.ScalarAsync<long>($"SELECT count(*) FROM pg_publication WHERE pubname = '{world.Name("pub")}'", database);
}
