using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Neon.IpAllow;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>Which entries of a project's list wait for captures.</summary>
public sealed class CapturesLetInTests
{
    private const string Urn = "urn:pulumi:dev::shop::neonflow:neon:IpAllow::it";
    private const string Entry = "203.0.113.16/28";

    private static readonly NeonProjectId Project = NeonProjectId.Parse("hidden-cell-763301", null);
    private static readonly OwnershipMark Capture = new("urn:pulumi:dev::shop::neonflow:estuary:Capture::orders", "state", "1");

    [Theory]
    // Nothing else lets it in.
    [InlineData(true, "198.51.100.7", "", "")]
    // This resource's own new entry does.
    [InlineData(false, "203.0.113.0/24", "", "")]
    // What somebody has put on the list does.
    [InlineData(false, "198.51.100.7", "203.0.113.17", "")]
    // What another resource keeps there does.
    [InlineData(false, "198.51.100.7", "", Entry)]
    public void An_entry_waits_for_a_capture_that_gets_in_by_nothing_else(bool waits, string wanted, string others, string needed)
    {
        var saved = new IpAllow
        {
            ProjectId = Project,
            Entries = [Entry],
            Owned = [Entry],
        };
        var now = new AllowedIps { Ips = [Entry, .. List(others)] };
        var held = CapturesLetIn.Of(saved with { Entries = [wanted] }, saved, now, List(needed), Accounts("203.0.113.17/32"), Context());
        Assert.Equal(waits ? [Entry] : [], held.Entries);
        Assert.Equal(waits ? [Capture] : [], held.Readers);
    }

    [Fact]
    public void An_entry_does_not_wait_for_a_capture_that_gets_in_elsewhere()
    {
        var held = CapturesLetIn.By([Entry], [], Accounts("198.51.100.1/32"), Context());
        Assert.Empty(held.Entries);
        Assert.Empty(held.Readers);
    }

    private static string[] List(string entry) => entry.Length == 0 ? [] : [entry];

    private static NeonEntries[] Accounts(string block) => [new(Capture, [block])];

    private static OperationContext Context()
    {
        var program = new ProgramRecorder();
        return new(Urn, "it", false, new(Urn, "state", null, program), program, new Silence(), default);
    }
}
