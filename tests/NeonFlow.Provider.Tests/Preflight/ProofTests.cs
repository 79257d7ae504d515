using NeonFlow.Provider.Pipeline;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// Each rule against the connector: it fails, hangs or loses rows as recorded, the rule says so, and with the rule's fix, applied as
/// printed, it works.
/// </summary>
public sealed class ProofTests(ProofServers servers) : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await servers.RentAsync();

    public ValueTask DisposeAsync()
    {
        servers.GiveBack(_server);
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string> Names => [.. Proofs.All.Select(static p => p.ToString())];

    [Fact]
    public void Every_rule_has_a_proof() =>
        Assert.Equal(CapturePreflight.RuleCodes.Select(static c => c.Id).Order(), Proofs.All.Select(static p => p.Code).Distinct().Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_connector_suffers_and_the_fix_heals_it(string name)
    {
        var proof = Proofs.All.Single(p => p.ToString() == name);
        await using var stage = await Stage.SetAsync(proof.Server is null ? _server : await proof.Server(servers), servers.NextName());
        proof.Arrange(stage);
        await using var around = proof.Around is null ? null : await proof.Around(stage, servers);
        if (proof.Running)
        {
            await stage.CaptureFirstAsync();
        }

        if (proof.Sql.Length > 0)
        {
            await stage.ExecuteAsync(proof.Sql);
        }

        var verdict = proof.Running ? null : await stage.JudgeAsync();
        await proof.Without(stage);
        verdict ??= await stage.JudgeAsync();
        if (!proof.Running)
        {
            await stage.ForgetAsync();
        }

        var found = verdict.All.FirstOrDefault(d => d.Code.Id == proof.Code);
        Assert.True(found is not null, $"nothing but: {string.Join('\n', verdict.All)}");
        Assert.Contains(
            found,
            proof.Weight switch
            {
                "failure" => verdict.Failures,
                "warning" => verdict.Warnings,
                _ => verdict.Notes,
            }
        );
        Assert.Contains(found.Code.Consequence, found.Message, StringComparison.Ordinal);
        await stage.ApplyAsync(found.Fix!);

        // What else the rules find now is repaired as they say; one finding never needs more than a few rounds.
        for (var round = 0; await stage.JudgeAsync() is { Passes: false } rest; round++)
        {
            Assert.True(round < 3, string.Join('\n', rest.Failures));
            Assert.DoesNotContain(rest.Failures, d => d.Code.Id == proof.Code && d.Fix == found.Fix);
            foreach (var failure in rest.Failures)
            {
                await stage.ApplyAsync(failure.Fix!);
            }
        }

        await proof.With(stage);
        if (proof.Weight != "note")
        {
            Assert.DoesNotContain((await stage.JudgeAsync()).All, d => d.Code.Id == proof.Code);
        }
    }

    [Fact]
    public async Task Nothing_is_said_of_a_capture_that_was_stopped_and_goes_on()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.CaptureFirstAsync();
        for (var i = 0; i < 3; i++)
        {
            await stage.StopAsync();
            Assert.Empty((await stage.JudgeAsync()).All);
            await stage.ExecuteAsync("UPDATE public.orders SET v = v || '+'");
            await stage.StreamsAsync();
            Assert.Empty((await stage.JudgeAsync()).All);
            await stage.SameAsync();
            Assert.Empty((await stage.JudgeAsync()).All);
        }
    }

    [Fact]
    public async Task A_dash_in_the_publications_name_is_no_fault()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync("ALTER PUBLICATION shop_pub RENAME TO \"shop-pub\"");
        stage.Advanced["publicationName"] = "shop-pub";
        Assert.Empty((await stage.JudgeAsync()).All);
        await stage.WorksAsync();
    }

    [Theory]
    [InlineData("CREATE POLICY all_rows ON public.orders USING (true)")]
    [InlineData(
        "CREATE POLICY all_rows ON public.orders FOR SELECT TO {role} USING (true); CREATE POLICY one ON public.orders USING (id = 1)"
    )]
    [InlineData(
        "CREATE POLICY all_rows ON public.orders TO {role} USING (true); CREATE POLICY others ON public.orders AS RESTRICTIVE TO "
            + "pg_monitor USING (id = 1); CREATE POLICY writes ON public.orders AS RESTRICTIVE FOR UPDATE USING (id = 1)"
    )]
    [InlineData("ALTER TABLE public.orders OWNER TO {role}")]
    public async Task Policies_that_show_every_row_are_no_fault(string policies)
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.ExecuteAsync($"ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY; {policies}");
        Assert.Empty((await stage.JudgeAsync()).All);
        await stage.WorksAsync();
    }
}
