using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Pipeline;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>What the slot of a capture is judged by.</summary>
public sealed partial class JudgeTests
{
    [Theory]
    [InlineData(
        "ep-old-2.localhost",
        "There is no slot flow_slot at ep-cool-1.localhost: the capture has streamed from ep-old-2.localhost"
    )]
    [InlineData("EP-COOL-1.localhost", "The slot flow_slot is gone.")]
    public void A_slot_that_was_never_at_the_new_host_is_not_called_gone(string live, string said)
    {
        var subject = Subject() with { Exists = true, HasStreamed = true, GoingOn = ["public.orders:0"], LiveHost = live };
        var finding = CapturePreflight.Judge(new CaptureSituation(subject, Healthy())).All.Single(static f => f.Code.Id == "NF5023");
        Assert.StartsWith(said, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OK", 180000, "warning")]
    [InlineData("ERROR", 180000, "failure")]
    [InlineData("PENDING", 150000, "failure")]
    [InlineData("OK", 150000, "")]
    public void A_publication_that_was_made_again_is_accepted_only_while_the_capture_runs(string status, int version, string weight)
    {
        var facts = Healthy() with { Server = Server with { Version = version } };
        var position = SlotPosition.Of(facts with { Publication = Publication with { Oid = 7 } }, ["public.orders:0"]);
        var subject = Subject() with
        {
            Exists = true,
            Status = status,
            OnLoss = LossPolicy.Accept,
            Position = position,
            Bindings = ["public.orders:0"],
            GoingOn = ["public.orders:0"],
        };
        var verdict = CapturePreflight.Judge(new CaptureSituation(subject, facts));
        var failure = verdict.Failures.SingleOrDefault(static f => f.Code.Id == "NF5025");
        Assert.Equal(weight == "failure", failure is not null);
        Assert.Equal(weight == "warning", verdict.Warnings.Any(static f => f.Code.Id == "NF5025"));
        Assert.DoesNotContain("OnLoss", failure?.Fix ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_that_writes_no_watermarks_is_not_measured_by_them()
    {
        var slot = new SlotFacts("flow_slot", true, "pgoutput", "shop", true, 7, "reserved", "0/10")
        {
            Transactions = 3,
            UnconfirmedBytes = 0,
        };
        var facts = Healthy() with { Server = Server with { StatisticsSince = "1" }, Slot = slot, Watermarks = null };
        var position = SlotPosition.Parse(SlotPosition.Of(facts, ["public.orders:0"]).ToString())!;
        Assert.Null(position.Remade(facts, ["public.orders:0"]));

        var fewer = facts with { Slot = slot with { Transactions = 2 } };
        Assert.Equal("has decoded 2 transactions, and had decoded 3 already", position.Remade(fewer, ["public.orders:0"]));
    }
}
