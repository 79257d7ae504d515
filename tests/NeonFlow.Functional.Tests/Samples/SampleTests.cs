using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeonFlow.Harness;
using NeonFlow.Testing;

namespace NeonFlow.Functional.Tests.Samples;

/// <summary>What the pages show works as it stands there.</summary>
public sealed partial class SampleTests
{
    public static TheoryData<string, int> Samples()
    {
        var data = new TheoryData<string, int>();
        foreach (
            var page in Directory
                .EnumerateFiles(Checkout.Root, "*.md", SearchOption.AllDirectories)
                .Where(static f => !Skipped().IsMatch(Path.GetRelativePath(Checkout.Root, f)))
                .Order(StringComparer.Ordinal)
        )
        {
            for (var i = 0; i < Blocks(page).Count; i++)
            {
                data.Add(Path.GetRelativePath(Checkout.Root, page), i);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_in_a_page_compiles_without_a_warning(string page, int index)
    {
        var code = CSharpSyntaxTree.ParseText(Blocks(Checkout.File(page))[index], new CSharpParseOptions(LanguageVersion.Latest));
        // What a new console or test project brings along.
        var usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global "
                + "using System.Threading; global using System.Threading.Tasks;"
        );
        var isProgram = code.GetCompilationUnitRoot().Members.OfType<Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Sample",
            [code, usings],
            ProgramAssemblies.Files().Select(static f => MetadataReference.CreateFromFile(f)),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            ).WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)])
        );
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("testing.md", 10)]
    [InlineData("engine.md", 10)]
    [InlineData("local-cloud.md", 40)]
    public void What_a_page_about_the_test_kit_offers_exists(string name, int atLeast)
    {
        var names = typeof(LocalCloud)
            .Assembly.GetExportedTypes()
            .SelectMany(static t =>
                t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Select(static m => m.Name).Append(t.Name)
            )
            .ToHashSet(StringComparer.Ordinal);
        var page = File.ReadAllText(Checkout.File("docs", name));
        var offered = Inline()
            .Matches(Offer().Match(page).Value)
            .SelectMany(static m => Member().Matches(m.Groups[1].Value))
            .Select(static m => m.Value)
            // Those are Pulumi's own, or parts of a name.
            .Where(static n => n is not ("Deployment" or "TestAsync" or "StackReference" or "ResourceTransforms" or "Neon" or "Estuary"))
            .ToList();
        Assert.True(offered.Count > atLeast, "the page lists members");
        Assert.Equal([], offered.Except(names));
    }

    private static List<string> Blocks(string page) => [.. Block().Matches(File.ReadAllText(page)).Select(static m => m.Groups[1].Value)];

    [GeneratedRegex(@"(^|[/\\])(bin|obj|artifacts|Data|captures)([/\\]|$)|captures[/\\]")]
    private static partial Regex Skipped();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^## What it offers$.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Offer();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Member();
}
