using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Tests.Contracts;

public sealed class OwnershipMarkTests
{
    [Theory]
    [InlineData("urn:pulumi:dev::shop::neonflow:postgres:Publication::orders")]
    [InlineData("urn:pulumi:dev::shop::neonflow:postgres:Publication::a name with spaces/and 100%")]
    [InlineData("urn:pulumi:dev::shop::neonflow:postgres:Publication::two\nlines")]
    public void A_mark_is_read_back_as_it_was_written(string urn)
    {
        var mark = new OwnershipMark(urn, "instance", "making");
        Assert.DoesNotContain('\n', mark.ToString());
        Assert.Equal(mark, OwnershipMark.Find(mark.ToString()));
        Assert.Equal(mark, OwnershipMark.Find($"somebody's words\n{mark}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("neonflow")]
    [InlineData("neonflow is what we use, see wiki")]
    public void A_comment_without_a_mark_has_none(string? comment) => Assert.Null(OwnershipMark.Find(comment));

    [Fact]
    public void A_mark_takes_the_place_of_an_earlier_one()
    {
        var first = new OwnershipMark("urn:first", "a", "1");
        var second = new OwnershipMark("urn:second", "a", "2");
        Assert.Equal($"words\n{second}", second.WriteInto(first.WriteInto("words")));
        Assert.Equal(second.ToString(), second.WriteInto(null));
    }
}
