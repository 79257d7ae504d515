using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Contracts;

public sealed class MarkKeeperTests
{
    private const string First = "urn:pulumi:dev::shop::neonflow:postgres:Publication::first";
    private const string Second = "urn:pulumi:dev::shop::neonflow:postgres:Publication::second";

    private static readonly OwnershipMark OfFirst = new(First, "state", "1");

    private readonly ProgramRecorder _program = new();

    private MarkKeeper Of(string urn, string? saved = null) => new(urn, "state", saved, _program);

    private static DescribedShape Shape(string? mark = null) => new("shape", UnknownSet.None, [null]) { Mark = mark };

    [Fact]
    public void An_alias_is_offered_for_a_name_that_left_the_program_only()
    {
        Assert.Contains("Name = \"first\"", Of(Second).AliasFor(OfFirst), StringComparison.Ordinal);
        _program.Record(new(ProgramAct.Check, First) { Shape = Shape(), Step = ProgramStep.Same });
        Assert.Null(Of(Second).AliasFor(OfFirst));
    }

    [Fact]
    public void A_new_resource_does_not_go_on_with_what_a_renamed_one_has_under_its_old_name()
    {
        Assert.True(Of(First).Owns(OfFirst));
        _program.Record(new(ProgramAct.Read, Second) { Shape = Shape(OfFirst.Id) });
        Assert.False(Of(First).Owns(OfFirst));
        Assert.True(Of(Second, OfFirst.Id).Owns(OfFirst));
    }

    [Fact]
    public void A_state_owns_what_its_very_making_made_and_no_later_one()
    {
        var state = Of(First, OfFirst.Id);
        Assert.True(state.Owns(OfFirst));
        Assert.False(state.Owns(OfFirst with { Making = "2" }));
        Assert.Equal(MarkedBy.OtherMaking, state.WhoWrote(OfFirst with { Making = "2" }));
        Assert.Equal(MarkedBy.OtherState, state.WhoWrote(OfFirst with { Instance = "another" }));
        Assert.False(state.Owns(null));
    }
}
