using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Resources.Estuary.Capture;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

public class DefaultNameTests
{
    private static readonly PropertyValue.Map None = Map();

    private static PropertyValue? RoleName(PropertyValue.Map olds, PropertyValue.Map news, string resource = "orders") =>
        InputDefaults.FillNames(ShapeInfo.Of<Role>(), olds, news, resource)["name"];

    private static PropertyValue? CaptureName(PropertyValue.Map olds, PropertyValue.Map news) =>
        InputDefaults.FillNames(ShapeInfo.Of<Capture>(), olds, news, "orders")["captureName"];

    [Fact]
    public void A_new_resource_is_named_after_its_name_in_the_program() =>
        Assert.Equal("estuary_my_orders_2", RoleName(None, None, "My-Orders.2"));

    [Fact]
    public void A_resource_that_exists_keeps_its_name() => Assert.Equal("flow", RoleName(Map(("name", "flow")), None));

    [Fact]
    public void The_name_that_the_program_gives_counts() => Assert.Equal("given", RoleName(Map(("name", "flow")), Map(("name", "given"))));

    [Fact]
    public void A_secret_name_stays_secret() => Assert.Equal(Secret("flow"), RoleName(Map(("name", Secret("flow"))), None));

    [Fact]
    public void Long_names_fit_and_stay_apart()
    {
        var (one, two) = (RoleName(None, None, new string('n', 200) + "a"), RoleName(None, None, new string('n', 200) + "b"));
        Assert.NotEqual(one, two);
        Assert.Equal("estuary_".Length + 44, Assert.IsType<PropertyValue.Text>(one).Value.Length);
        Assert.Equal("estuary_" + new string('n', 44), RoleName(None, None, new string('n', 44)));
    }

    [Fact]
    public void A_capture_is_named_under_its_prefix() =>
        Assert.Equal("acmeCo/shop/estuary_orders", CaptureName(None, Map(("collectionPrefix", "acmeCo/shop/"))));

    [Fact]
    public void A_capture_keeps_its_name_under_whatever_prefix_it_was_given_one()
    {
        var olds = Map(("captureName", "acmeCo/captures/prod"), ("collectionPrefix", "acmeCo/shop"));
        Assert.Equal("acmeCo/captures/prod", CaptureName(olds, Map(("collectionPrefix", "acmeCo/shop/"))));
        Assert.Equal("acmeCo/captures/prod", CaptureName(olds, None));
    }

    [Fact]
    public void A_capture_moves_with_its_prefix()
    {
        var olds = Map(("captureName", "acmeCo/shop/prod"), ("collectionPrefix", "acmeCo/shop"));
        Assert.Equal("acmeCo/other/prod", CaptureName(olds, Map(("collectionPrefix", "acmeCo/other"))));
        Assert.Equal(Secret("acmeCo/other/prod"), CaptureName(olds, Map(("collectionPrefix", Secret("acmeCo/other")))));
    }

    [Fact]
    public void A_capture_under_a_prefix_that_is_unknown_or_wrong_has_an_unknown_name()
    {
        Assert.Equal(PropertyValue.Unknown.Value, CaptureName(None, Map(("collectionPrefix", PropertyValue.Unknown.Value))));
        Assert.Equal(PropertyValue.Unknown.Value, CaptureName(None, Map(("collectionPrefix", "acmeCo//shop"))));
    }

    [Fact]
    public void Without_a_prefix_there_is_no_name_for_a_new_capture() => Assert.Null(CaptureName(None, None));
}
