using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeonFlow.Harness;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>
/// The C# of printed fixes compiles against the package. Whatever gets messages of the provider in these tests hands them over, so that
/// every diagnostic that a test raises is tried.
/// </summary>
internal static partial class PrintedCode
{
    // Where the program's own variable stands.
    private const string Variable = "...";

    private static readonly ConcurrentDictionary<string, string?> Problems = new(StringComparer.Ordinal);
    private static readonly Lazy<CSharpCompilation> Package = new(static () =>
        CSharpCompilation.Create(
            "Fix",
            null,
            ProgramAssemblies.Files().Select(static f => MetadataReference.CreateFromFile(f)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            ).WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)])
        )
    );

    private static readonly Lazy<IReadOnlyList<string>> Classes = new(static () =>
        [
            "Pulumi.CustomResourceOptions",
            "Pulumi.ComponentResourceOptions",
            .. Package
                .Value.References.Select(Package.Value.GetAssemblyOrModuleSymbol)
                .OfType<IAssemblySymbol>()
                .Where(static a => a.Name == "NeonFlow.Pulumi")
                .SelectMany(static a => Types(a.GlobalNamespace))
                .Where(static t =>
                    t is { DeclaredAccessibility: Accessibility.Public, IsAbstract: false }
                    && t.Name.EndsWith("Args", StringComparison.Ordinal)
                )
                .Select(static t => t.ToDisplayString()),
        ]
    );

    /// <summary>Fails where a fix in a message holds C# that compiles nowhere.</summary>
    public static void Compiles(string? message)
    {
        foreach (Match fix in Fixes().Matches(message ?? ""))
        {
            FixCompiles(fix.Groups[1].Value.ReplaceLineEndings("\n").Replace("\n       ", "\n", StringComparison.Ordinal));
        }
    }

    /// <summary>Fails where a fix holds C# that compiles nowhere.</summary>
    public static void FixCompiles(string? fix)
    {
        var code = string.Join(
            ",\n",
            (fix ?? "")
                .Split('\n')
                .Select(static l => Code().Match(l))
                .Where(static m => m.Success)
                .Select(static m => m.Groups["code"].Value)
        );
        Assert.True(
            code.Length == 0 || Problems.GetOrAdd(code, Problem) is not { } problem,
            code.Length == 0 ? "" : $"no class of the package takes\n{code}\n{Problems.GetValueOrDefault(code)}"
        );
    }

    /// <summary>What is wrong with some C#; null: there is a class that takes it.</summary>
    public static string? Problem(string code)
    {
        var whole = code.Replace(Variable, "resource", StringComparison.Ordinal);
        var uses = code.StartsWith("new ", StringComparison.Ordinal) ? [whole] : Classes.Value.Select(c => $"new {c} {{ {whole} }}");
        var methods = uses.Select(static (use, i) => $"    static void Use{i}(Resource resource)\n    {{\n        _ = {use};\n    }}\n");
        var tree = CSharpSyntaxTree.ParseText(
            "using System; using Pulumi; using NeonFlow.Cdc; using NeonFlow.Cdc.Neon; using NeonFlow.Cdc.Postgres; using "
                + $"NeonFlow.Cdc.Estuary; using NeonFlow.Cdc.Postgres.Inputs;\nstatic class Program\n{{\n{string.Concat(methods)}}}\n"
        );
        var errors = Package
            .Value.AddSyntaxTrees(tree)
            .GetDiagnostics()
            .Where(static d => d.Severity == DiagnosticSeverity.Error)
            .ToLookup(d => tree.GetRoot().FindNode(d.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text);
        var tried = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Select(static m => m.Identifier.Text).ToList();
        return errors[null].Any() ? string.Join('\n', errors[null])
            : tried.Any(m => !errors[m].Any()) ? null
            : string.Join('\n', errors[tried.MinBy(m => errors[m].Count())]);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(Types));

    [GeneratedRegex(@"^ *fix: (.*(?:\r?\n       .*)*)", RegexOptions.Multiline)]
    private static partial Regex Fixes();

    [GeneratedRegex(@"^(?:-- in the program: )?(?<code>(?:[A-Z]\w* = |new [A-Z]\w* ).+?)(?:   //.*)?$")]
    private static partial Regex Code();
}
