using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class OwnedTests
{
    private static readonly TableName Plain = new("public", "orders");
    private static readonly TableName Odd = new("Odd/Schema", "or\"der. TO s");

    public static TheoryData<Owned, string> Texts =>
        new()
        {
            { Owned.OnTable("SELECT", Plain, "capture"), "SELECT ON TABLE public.orders TO capture" },
            { Owned.OnTable("SELECT", Odd, "TO"), "SELECT ON TABLE \"Odd/Schema\".\"or\"\"der. TO s\" TO TO" },
            { Owned.OnSequence("USAGE", Plain, "a b"), "USAGE ON SEQUENCE public.orders TO \"a b\"" },
            { Owned.OnSchema("USAGE", "a.b", "capture"), "USAGE ON SCHEMA \"a.b\" TO capture" },
            {
                Owned.OnFuture("SELECT", false, "public", "app owner", "capture"),
                "SELECT ON FUTURE TABLES IN public OF \"app owner\" TO capture"
            },
            { Owned.OnFuture("USAGE", true, "public", "app", "capture"), "USAGE ON FUTURE SEQUENCES IN public OF app TO capture" },
            { Owned.Listing(Plain, "Shop Pub"), "TABLE public.orders IN PUBLICATION \"Shop Pub\"" },
            { Owned.Table(Plain), "TABLE public.orders" },
            { Owned.Identity(Plain, "FULL", null), "REPLICA IDENTITY FULL OF TABLE public.orders" },
            { Owned.Reading(Plain, "capture", "Shop Pub", "s1"), "TABLE public.orders READ BY capture FROM \"Shop Pub\" AT SLOT s1" },
            { Owned.Reading(Odd, "BY", "AT", "s", true), "TABLE \"Odd/Schema\".\"or\"\"der. TO s\" WRITTEN BY BY FROM AT AT SLOT s" },
            { Owned.Membership("readers", "capture", null), "MEMBERSHIP OF capture IN readers" },
            { Owned.Membership("a b", "IN", "BY"), "MEMBERSHIP OF IN IN \"a b\" BY BY" },
            {
                Owned.MembershipOption("ADMIN", false, "readers", "capture", "app owner"),
                "ADMIN FALSE FOR MEMBERSHIP OF capture IN readers BY \"app owner\""
            },
            {
                Owned.Identity(Odd, "INDEX", "OF TABLE", isFormer: true),
                "FORMER REPLICA IDENTITY INDEX \"OF TABLE\" OF TABLE \"Odd/Schema\".\"or\"\"der. TO s\""
            },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Its_text_can_be_read_by_people_and_back(Owned owned, string text)
    {
        Assert.Equal(text, owned.ToString());
        Assert.Equal(owned, Owned.Parse(text, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT ON TABLE orders TO capture")]
    [InlineData("SELECT ON TABLE public.orders")]
    [InlineData("SELECT ON VIEW public.orders TO capture")]
    [InlineData("TABLE public.orders IN PUBLICATION \"open")]
    public void Other_texts_are_none(string text) => Assert.False(Owned.TryParse(text, null, out _));
}
