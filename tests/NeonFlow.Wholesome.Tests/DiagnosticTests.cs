using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Every diagnostic code is raised by a test.</summary>
public sealed partial class DiagnosticTests
{
    [Fact]
    public void Every_code_is_named_by_a_test()
    {
        var codes = In(
            Repository.Sources("src/NeonFlow.Provider/").Where(static f => f.EndsWith("Diagnostics.cs", StringComparison.Ordinal))
        );
        Assert.NotEmpty(codes);
        var named = In(
            Repository.Sources("tests/").Where(static f => !f.StartsWith("tests/NeonFlow.Wholesome.Tests/", StringComparison.Ordinal))
        );
        Nothing.Wrong(codes.Except(named), "codes that no test raises and names:");
    }

    private static HashSet<string> In(IEnumerable<string> files) =>
        [.. files.SelectMany(static f => Ids().Matches(Repository.Read(f)).Select(static m => m.Value))];

    [GeneratedRegex("NF[0-9]{4}")]
    private static partial Regex Ids();
}
