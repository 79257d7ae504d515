using static NeonFlow.Harness.Expect;

namespace NeonFlow.Kill.Tests;

/// <summary>
/// The engine is killed with SIGKILL at the calls that it makes on the provider. By default at every third writing call of an up, an update
/// and a destroy, in turn while the call is under way and when it was answered; with <c>NEONFLOW_KILL=every</c>
/// (<c>./test.sh --suite kill</c>) at every call of all three, and at a writing call at both moments.
/// </summary>
[Trait("Category", "kill")]
[Trait("Category", "long")]
public sealed class KilledEngineTests(ITestOutputHelper output)
{
    private static readonly bool IsExhaustive = Environment.GetEnvironmentVariable("NEONFLOW_KILL") == "every";

    [Fact]
    public async Task Killed_at_the_calls_of_an_up_the_next_up_makes_the_same_pipeline()
    {
        await using var pipeline = await Pipeline.StartAsync();
        var (calls, made, removed) = await CleanAsync(pipeline, static _ => { });
        foreach (var (call, moment) in Points(calls))
        {
            var what = await KillAsync(pipeline, "up", call, moment);
            await RecoverAsync(pipeline, what, made);
            await DestroyAsync(pipeline, what, removed);
        }
    }

    [Fact]
    public async Task Killed_at_the_calls_of_an_update_the_next_up_makes_the_same_pipeline()
    {
        await using var pipeline = await Pipeline.StartAsync();
        var (calls, made, removed) = await CleanAsync(pipeline, Change);
        foreach (var (call, moment) in Points(calls))
        {
            Restore(pipeline);
            await DoneAsync(pipeline, "up", call);
            Change(pipeline);
            var what = await KillAsync(pipeline, "up", call, moment);
            await RecoverAsync(pipeline, what, made);
            await DestroyAsync(pipeline, what, removed);
        }
    }

    [Fact]
    public async Task Killed_at_the_calls_of_a_destroy_the_next_destroy_leaves_nothing_behind()
    {
        await using var pipeline = await Pipeline.StartAsync();
        var removed = await pipeline.LookAsync();
        await DoneAsync(pipeline, "up", "first");
        var clean = await DoneAsync(pipeline, "destroy", "first");
        foreach (var (call, moment) in Points(clean.Calls))
        {
            await DoneAsync(pipeline, "up", call);
            var what = await KillAsync(pipeline, "destroy", call, moment);
            await DestroyAsync(pipeline, what, removed, "cancel,destroy");
        }
    }

    [Fact]
    public async Task After_a_kill_the_stack_is_locked_until_it_is_cancelled_and_remembers_what_is_pending()
    {
        await using var pipeline = await Pipeline.StartAsync();
        const string call = "Create neonflow:postgres:Grant::orders";
        await KillAsync(pipeline, "up", call, "answered");
        var refused = await pipeline.RunAsync("up");
        Assert.Equal(255, refused.ExitCode);
        Assert.Contains("the stack is currently locked by 1 lock(s)", refused.Text, StringComparison.Ordinal);
        await DoneAsync(pipeline, "cancel,up", call);

        // No warning: an up that reads its resources first does not give it, and only a refresh clears what is pending.
        Assert.Contains("creating neonflow:postgres:Grant::orders", await pipeline.PendingAsync());
    }

    private static void Change(Pipeline pipeline)
    {
        pipeline.Tables = ["public.orders", "public.customers", "public.payments"];
        pipeline.Rotation = "2026-12";
    }

    private static void Restore(Pipeline pipeline)
    {
        pipeline.Tables = ["public.orders", "public.customers"];
        pipeline.Rotation = "";
    }

    private static bool Writes(string call) =>
        call.StartsWith("Create ", StringComparison.Ordinal)
        || call.StartsWith("Update ", StringComparison.Ordinal)
        || call.StartsWith("Delete ", StringComparison.Ordinal);

    private static IEnumerable<(string Call, string Moment)> Points(IReadOnlyList<string> calls)
    {
        var writing = calls.Where(Writes).ToList();
        Assert.NotEmpty(writing);
        return IsExhaustive
            ? calls.SelectMany(static c => Writes(c) ? new[] { (c, "begun"), (c, "answered") } : [(c, "answered")])
            : writing.Where(static (_, i) => i % 3 == 1).Select(static (c, i) => (c, i % 2 == 0 ? "begun" : "answered"));
    }

    /// <summary>The same without a kill: an up, or an update after it, and a destroy.</summary>
    private static async Task<(IReadOnlyList<string> Calls, IReadOnlyList<string> Made, IReadOnlyList<string> Removed)> CleanAsync(
        Pipeline pipeline,
        Action<Pipeline> change
    )
    {
        var removed = await pipeline.LookAsync();
        var up = await DoneAsync(pipeline, "up", "undisturbed");
        var (tables, rotation) = (pipeline.Tables, pipeline.Rotation);
        change(pipeline);
        if (!ReferenceEquals(tables, pipeline.Tables) || rotation != pipeline.Rotation)
        {
            up = await DoneAsync(pipeline, "up", "undisturbed");
        }

        await pipeline.AwaitRowsAsync("undisturbed");
        var made = await pipeline.LookAsync();
        await DestroyAsync(pipeline, "undisturbed", removed);
        return (up.Calls, made, removed);
    }

    private async Task<string> KillAsync(Pipeline pipeline, string operation, string call, string moment)
    {
        var what = $"{operation} killed when {call} was {moment}";
        var killed = await pipeline.RunAsync(operation, call, moment);
        Assert.True(killed.WasKilled, $"{what}: it ended by itself with {killed.ExitCode}: {killed.Text}");
        var rest = await pipeline.AwaitNobodyAsync(killed);
        output.WriteLine($"{what}: nothing was left after {rest.TotalMilliseconds:0} ms");
        Assert.True(pipeline.IsLocked(), $"{what}: the dead engine left no lock");
        var allPending = await pipeline.PendingAsync();
        if (Writes(call))
        {
            var pending = call.Replace("Create ", "creating ", StringComparison.Ordinal)
                .Replace("Update ", "updating ", StringComparison.Ordinal)
                .Replace("Delete ", "deleting ", StringComparison.Ordinal);
            Assert.Contains(pending, allPending);
        }

        await pipeline.OrderAsync();
        return allPending.Count == 0 ? what : $"{what}, while {string.Join(", ", allPending)}";
    }

    private static async Task RecoverAsync(Pipeline pipeline, string what, IReadOnlyList<string> made)
    {
        await DoneAsync(pipeline, "cancel,up,preview", what);
        await pipeline.AwaitRowsAsync(what);
        AssertSame(made, await pipeline.LookAsync(), $"{what}, the next up makes another world:");
    }

    private static async Task DestroyAsync(Pipeline pipeline, string what, IReadOnlyList<string> removed, string operations = "destroy")
    {
        var destroyed = await DoneAsync(pipeline, operations, what);

        // Whose an entry of the address list is cannot be known after a kill: then it stays, and destroy says so.
        if (
            what.Contains("creating neonflow:neon:IpAllow", StringComparison.Ordinal)
            && pipeline.Addresses.Except(Pipeline.Others).ToList() is { Count: > 0 } stay
        )
        {
            Assert.Contains("there before this resource could put", destroyed.Text, StringComparison.Ordinal);
            Assert.All(stay, address => Assert.Contains($"\"{address}\"", destroyed.Text, StringComparison.Ordinal));
            pipeline.Addresses = Pipeline.Others;
        }

        AssertSame(removed, await pipeline.LookAsync(), $"{what}, destroy leaves another world:");
        pipeline.ForgetStack();
    }

    private static async Task<Ran> DoneAsync(Pipeline pipeline, string operations, string what)
    {
        var ran = await pipeline.RunAsync(operations);
        Assert.True(ran.ExitCode == 0, $"{what}: then {operations} ends with {ran.ExitCode}: {ran.Text}");
        return ran;
    }
}
