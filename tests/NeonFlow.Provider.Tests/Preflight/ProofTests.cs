using NeonFlow.Provider.Pipeline;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// Each rule against the connector: it fails, hangs or loses rows as recorded, the rule says so, and with the rule's fix, applied as
/// printed, it works.
/// </summary>
[Trait("Category", "long")]
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

    /// <summary>Proofs that a running capture loses something, and what its rule says of going on without.</summary>
    public static TheoryData<string> Losses =>
        [
            .. Proofs
                .All.Where(static p => p.Running && CaptureRules.All.Single(r => r.Code.Id == p.Code).Acceptance == LossAcceptance.Always)
                .Select(static p => p.ToString()),
        ];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_may_be_accepted_leaves_a_capture_that_goes_on(string name)
    {
        var proof = Proofs.All.Single(p => p.ToString() == name);
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        proof.Arrange(stage);
        await using var around = proof.Around is null ? null : await proof.Around(stage, servers);
        await stage.CaptureFirstAsync();
        await stage.ExecuteAsync(proof.Sql.Length > 0 ? proof.Sql : "SELECT 1");
        await proof.Without(stage);
        var known = stage.Known;
        stage.Known = subject => known(subject) with { OnLoss = LossPolicy.Accept };
        var verdict = await stage.JudgeAsync();
        Assert.Contains(verdict.All, d => d.Code.Id == proof.Code);
        await stage.StopAsync();
        if (verdict.Failures.Any(d => d.Code.Id == proof.Code) && proof.Code == PreflightDiagnostics.OperationsMissing.Id)
        {
            // Without the watermarks it does not come to an end, and not any further.
            await stage.HangsAsync();
            return;
        }

        if (verdict.Failures.Any(d => d.Code.Id == proof.Code))
        {
            await using var run = await stage.OpenAsync();
            Assert.True(await run.WaitAsync(static r => r.Exit.IsCompleted));
            return;
        }

        await stage.StreamsAsync();
        await stage.SentinelAsync();
    }

    [Theory]
    [InlineData("NF5023", "dropped")]
    [InlineData("NF3027", "invalidated")]
    public async Task A_slot_that_is_not_there_is_no_loss_to_accept(string code, string name)
    {
        var proof = Proofs.All.Single(p => p.Code == code && p.Name == name);
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.CaptureFirstAsync();
        await proof.Without(stage);
        stage.Known = static subject => subject with { OnLoss = LossPolicy.Accept };
        Assert.Contains((await stage.JudgeAsync()).Failures, d => d.Code.Id == code);

        // What a program captures again may be all that is needed.
        stage.Known = static subject => subject with { IsLossOpen = true };
        Assert.Contains((await stage.JudgeAsync()).Warnings, d => d.Code.Id == code);
    }

    [Fact]
    public async Task A_publication_that_was_made_again_in_one_transaction_may_be_accepted()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        await stage.CaptureFirstAsync();
        await stage.StopAsync();
        await stage.ExecuteAsync(
            "DROP PUBLICATION shop_pub; CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.flow_watermarks"
        );
        await stage.ExecuteAsync("UPDATE public.orders SET v = 'x' WHERE id = 1");
        var finding = Assert.Single((await stage.JudgeAsync()).Failures);
        Assert.Equal("NF5025", finding.Code.Id);
        Assert.Contains("OnLoss = LossPolicy.Accept", finding.Fix, StringComparison.Ordinal);
        stage.Known = static subject => subject with { OnLoss = LossPolicy.Accept };
        Assert.Equal("NF5025", Assert.Single((await stage.JudgeAsync()).All).Code.Id);
        Assert.Empty((await stage.JudgeAsync()).Failures);
        await stage.StreamsAsync();
        await stage.SameAsync();
    }

    [Fact]
    public async Task Fixes_of_several_tables_do_not_undo_each_other()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        stage.Tables = ["public.orders", "public.returns", "public.gone", "public.part1"];
        await stage.ExecuteAsync(
            "CREATE TABLE public.returns (id int PRIMARY KEY, v text); CREATE TABLE public.gone (id int PRIMARY KEY, v text); CREATE TABLE "
                + "public.part1 (id int PRIMARY KEY, v text); ALTER PUBLICATION shop_pub ADD TABLE public.returns, public.gone, "
                + "public.part1; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        );
        await stage.CaptureFirstAsync();
        await stage.ExecuteAsync(
            "ALTER TABLE public.orders RENAME TO purchases; ALTER TABLE public.returns RENAME TO refunds; DROP TABLE public.gone; ALTER "
                + "PUBLICATION shop_pub DROP TABLE public.part1; CREATE TABLE public.parts (id int PRIMARY KEY, v text) PARTITION BY RANGE "
                + "(id); ALTER TABLE public.parts ATTACH PARTITION public.part1 DEFAULT; ALTER PUBLICATION shop_pub ADD TABLE "
                + "public.parts; "
                + "GRANT SELECT ON public.parts TO {role}"
        );
        var found = (await stage.JudgeAsync()).Failures;
        Assert.Equal(["NF5017", "NF5017", "NF5017", "NF5032"], found.Select(static f => f.Code.Id));
        foreach (var failure in found)
        {
            await stage.ApplyAsync(failure.Fix!);
        }

        Assert.Equal(["public.purchases", "public.refunds", "public.parts", "public.items"], stage.Tables);
        Assert.Empty((await stage.JudgeAsync()).Failures);
        Assert.Null(await stage.ValidateAsync());
    }

    [Fact]
    public async Task Partitions_that_bring_no_rows_along_are_no_fault()
    {
        await using var stage = await Stage.SetAsync(_server, servers.NextName());
        stage.Tables = ["public.parts"];
        await stage.ExecuteAsync(
            "CREATE TABLE public.parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id); CREATE TABLE public.old (LIKE public.parts "
                + "INCLUDING ALL); INSERT INTO public.old VALUES (1, 'one'); ALTER PUBLICATION shop_pub ADD TABLE public.parts; GRANT "
                + "SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        );
        await stage.ExecuteAsync("ALTER TABLE public.parts ATTACH PARTITION public.old FOR VALUES FROM (0) TO (10)");
        await stage.CaptureFirstAsync();
        foreach (
            var change in new[]
            {
                "CREATE TABLE public.day1 PARTITION OF public.parts FOR VALUES FROM (10) TO (20)",
                "INSERT INTO public.parts VALUES (10, 'through the root')",
                "CREATE TABLE public.day2 PARTITION OF public.parts FOR VALUES FROM (20) TO (30); INSERT INTO public.day2 VALUES (20, 'x')",
                "CREATE TABLE public.day3 (LIKE public.parts INCLUDING ALL)",
                "ALTER TABLE public.parts ATTACH PARTITION public.day3 FOR VALUES FROM (30) TO (40); INSERT INTO public.day3 VALUES "
                    + "(30, 'x')",
                "ALTER TABLE public.parts DETACH PARTITION public.day1",
            }
        )
        {
            await stage.ExecuteAsync(change);
            Assert.Empty((await stage.JudgeAsync()).All);
        }

        // What was detached and comes back may have been changed in between.
        await stage.ExecuteAsync("ALTER TABLE public.parts ATTACH PARTITION public.day1 FOR VALUES FROM (10) TO (20)");
        Assert.Equal("NF5045", Assert.Single((await stage.JudgeAsync()).All).Code.Id);
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
