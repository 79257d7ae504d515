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
            { Owned.Slot("Shop Slot"), "SLOT \"Shop Slot\"" },
            { Owned.MembershipOption("SET", true, "readers", "capture", null), "SET TRUE FOR MEMBERSHIP OF capture IN readers" },
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

    [Fact]
    public void A_text_that_is_none_is_named()
    {
        Assert.Contains(
            "'x' names nothing",
            Assert.Throws<FormatException>(static () => Owned.Parse("x", null)).Message,
            StringComparison.Ordinal
        );
        Assert.False(Owned.TryParse(null, null, out _));
        Assert.Equal("", Owned.Slot("s").Name.Name);
        Assert.False(Owned.Table(Plain).Equals(Owned.Table(Odd)));
    }

    private static readonly Dictionary<string, LivingObject> Living = new(StringComparer.Ordinal)
    {
        ["r1"] = new("r1", "orders2", "sales", null),
        ["n2"] = new("n2", "sales", null, null),
        ["p3"] = new("p3", "pub2", null, null),
        ["a4"] = new("a4", "role4", null, null),
        ["a5"] = new("a5", "role5", null, null),
        ["a6"] = new("a6", "role6", null, null),
    };

    [Theory]
    [InlineData("SELECT ON TABLE public.orders TO capture\t#r1 #a4", "SELECT ON TABLE sales.orders2 TO role4")]
    [InlineData("USAGE ON SCHEMA public TO capture\t#n2 #a4", "USAGE ON SCHEMA sales TO role4")]
    [InlineData("TABLE public.orders IN PUBLICATION pub\t#r1 #p3", "TABLE sales.orders2 IN PUBLICATION pub2")]
    [InlineData("MEMBERSHIP OF capture IN readers BY owner\t#a4 #a5 #a6", "MEMBERSHIP OF role5 IN role4 BY role6")]
    [InlineData("SELECT ON FUTURE TABLES IN public OF app TO capture\t#n2 #a4 #a5", "SELECT ON FUTURE TABLES IN sales OF role4 TO role5")]
    [InlineData("SELECT ON TABLE public.orders TO capture", "SELECT ON TABLE public.orders TO capture")]
    [InlineData("SELECT ON TABLE public.orders TO capture\t#r1 #a7", null)]
    [InlineData("nonsense\t#r1", null)]
    public void A_line_of_an_account_is_read_under_the_names_of_today(string line, string? text) =>
        Assert.Equal(text, OwnedIds.Read(line, Living)?.ToString());

    [Theory]
    [InlineData("TABLE public.orders\t#r1", false)]
    [InlineData("TABLE public.orders\t#r1 #a7", true)]
    [InlineData("TABLE public.orders", false)]
    public void A_line_about_something_that_is_gone_is_void(string line, bool isVoid)
    {
        Assert.Equal(isVoid, OwnedIds.IsVoid(line, Living));
        Assert.Equal("TABLE public.orders", OwnedIds.TextOf(line));
    }
}
