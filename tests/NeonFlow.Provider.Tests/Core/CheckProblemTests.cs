using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>The engine prints the value of a named top-level property, secrets included.</summary>
public class CheckProblemTests
{
    private static readonly DiagnosticCode Code = new("NF1000", "t", "c");

    private static InputFailure Problem(string path, PropertyValue.Map inputs) =>
        InputFailure.Of(ShapeInfo.Of<Garden>(), new Diagnostic(Code, path, "is wrong: hunter2"), inputs, new Redactor());

    [Fact]
    public void A_plain_top_level_property_is_named() => Assert.Equal("size", Problem("size", Map(("size", 3d))).Property);

    [Fact]
    public void A_secret_one_is_not_and_its_value_is_blanked()
    {
        var problem = Problem("gateCode", Map(("gateCode", Secret("hunter2"))));
        Assert.Equal("", problem.Property);
        Assert.Contains(" at gateCode: ", problem.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_holds_a_secret_is_not() =>
        Assert.Equal("", Problem("beds", Map(("beds", List(Map(("key", Secret("hunter2"))))))).Property);

    [Fact]
    public void One_that_is_a_secret_by_its_shape_is_not() => Assert.Equal("", Problem("gateCode", Map(("gateCode", "hunter2"))).Property);

    [Fact]
    public void One_that_no_shape_knows_is_not() => Assert.Equal("", Problem("gateCod", Map(("gateCod", "hunter2"))).Property);

    [Fact]
    public void One_with_a_uri_that_holds_a_password_is_not() =>
        Assert.Equal("", Problem("owner", Map(("owner", "postgresql://u:hunter2@h/db"))).Property);

    [Fact]
    public void A_nested_path_is_not() => Assert.Equal("", Problem("beds[0].name", Map(("beds", List()))).Property);

    [Fact]
    public void A_missing_one_is_not() => Assert.Equal("", Problem("name", Map()).Property);
}
