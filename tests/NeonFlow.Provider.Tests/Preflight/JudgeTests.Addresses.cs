using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using static NeonFlow.Provider.Tests.Preflight.Planned;

namespace NeonFlow.Provider.Tests.Preflight;

public sealed partial class JudgeTests
{
    private static CaptureSituation Behind(string[] list, params ProgramResource[] made) =>
        Situation(Healthy(), made) with
        {
            Addresses = new("quiet-lake-12345678", new() { Ips = list }, IsProtected: true)
            {
                DataPlane = "ops/dp/public/aws-eu-west-1-c1",
                Blocks = ["203.0.113.17/32", "203.0.113.18/32"],
            },
        };

    [Fact]
    public void A_list_without_the_data_planes_addresses_is_a_failure_and_the_fix_is_in_the_words_of_the_program()
    {
        var situation = Behind(["198.51.100.7", "203.0.113.17"]);
        var found = Assert.Single(CapturePreflight.Judge(situation).Failures);
        Assert.Equal("NF5060", found.Code.Id);
        Assert.StartsWith(
            "The address list of the Neon project quiet-lake-12345678 does not let in 203.0.113.18/32, from which the data plane "
                + "ops/dp/public/aws-eu-west-1-c1 connects.",
            found.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "Entries = { \"203.0.113.18/32\" }   // of an IpAllow of project quiet-lake-12345678 that the capture depends on",
            found.Fix
        );
        found = Assert.Single(
            CapturePreflight.Judge(situation with { Subject = Subject() with { IsInComponent = true, Exists = true } }).Failures
        );
        Assert.Equal(
            "OpenIpAllow = true   // puts them on the list; where that is so already, pulumi up puts back what somebody took away",
            found.Fix
        );
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void What_a_capture_costs_is_said_when_it_is_made(bool exists, bool isSaid)
    {
        var situation = Situation(Healthy()) with { Subject = Subject() with { IsNeon = true, Exists = exists } };
        Assert.Equal(isSaid ? ["NF5034"] : [], Codes(CapturePreflight.Judge(situation).Notes));
    }

    [Theory]
    [InlineData("203.0.113.0/24")]
    [InlineData("203.0.113.16/31 203.0.113.18")]
    [InlineData("203.0.113.18-203.0.113.30 203.0.113.1-203.0.113.17")]
    [InlineData("")]
    public void A_list_that_covers_the_addresses_or_lets_everybody_in_is_no_fault(string list) =>
        Assert.Empty(CapturePreflight.Judge(Behind(list.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Failures);

    [Theory]
    [InlineData("203.0.113.17-203.0.113.17 203.0.113.19")]
    [InlineData("::/0")]
    [InlineData("somewhere")]
    public void A_list_that_covers_them_in_part_is_one(string list) =>
        Assert.Equal(["NF5060"], Codes(CapturePreflight.Judge(Behind(list.Split(' '))).Failures));

    [Fact]
    public void What_the_program_puts_on_the_list_counts_where_the_capture_waits_for_it()
    {
        var allow = AllowOf("203.0.113.0/24");
        Assert.Empty(CapturePreflight.Judge(Behind(["198.51.100.7"], Ready(allow))).Failures);
        Assert.Equal(["NF5051"], Codes(CapturePreflight.Judge(Behind(["198.51.100.7"], At(ProgramStage.NotAwaited, allow))).Failures));
        var unknown = CapturePreflight.Judge(Behind(["198.51.100.7"], Unknown(AllowOf(), "entries")));
        Assert.Empty(unknown.Failures);
        Assert.Equal("not judged: address list, because entries of IpAllow orders is not known until it is made", unknown.NotJudged);
    }

    [Fact]
    public void What_the_program_takes_off_the_list_counts_too()
    {
        string[] both = ["203.0.113.17", "203.0.113.18"];
        var saved = AllowOf(both) with { Owned = both, Before = ["198.51.100.7"] };
        string[] now = ["198.51.100.7", .. both];
        Assert.Empty(CapturePreflight.Judge(Behind(now, Ready(saved) with { Saved = saved })).Failures);
        Assert.Equal(["NF5060"], Codes(CapturePreflight.Judge(Behind(now, Ready(AllowOf(both[0])) with { Saved = saved })).Failures));
        Assert.Equal(["NF5052"], Codes(CapturePreflight.Judge(Behind(now, At(ProgramStage.NotRegistered, saved))).Warnings));
        // The first entries shut out everybody else, unless an open project is to stay open.
        Assert.Equal(["NF5060"], Codes(CapturePreflight.Judge(Behind([], Ready(AllowOf("198.51.100.7")))).Failures));
        Assert.Empty(CapturePreflight.Judge(Behind([], Ready(AllowOf("198.51.100.7") with { KeepOpen = true }))).Failures);
    }

    [Fact]
    public void A_list_that_guards_protected_branches_only_shuts_nobody_out_of_another_one()
    {
        var situation = Behind(["198.51.100.7"], Ready(AllowOf("198.51.100.8") with { ProtectedBranchesOnly = true }));
        Assert.Equal(["NF5060"], Codes(CapturePreflight.Judge(situation).Failures));
        Assert.Empty(CapturePreflight.Judge(situation with { Addresses = situation.Addresses! with { IsProtected = false } }).Failures);
    }
}
