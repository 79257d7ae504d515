using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NeonFlow.Provider;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The words of the house, in names, comments and documentation.</summary>
public sealed partial class WordTests
{
    private static readonly Assembly[] Ours =
    [
        typeof(Registry).Assembly,
        typeof(NeonFlow.Http.ApiHandler).Assembly,
        typeof(NeonFlow.Neon.NeonClient).Assembly,
        typeof(NeonFlow.Postgres.PostgresSession).Assembly,
        typeof(NeonFlow.Estuary.EstuaryClient).Assembly,
    ];

    // Written in halves, so that this file does not hold them.
    private static readonly string[] Unfinished =
    [
        "TO" + "DO",
        "FIX" + "ME",
        "HA" + "CK",
        "XX" + "X",
        "NotImplemented" + "Exception",
        "NotSupported" + "Exception(\"not yet",
    ];

    [Fact]
    public void Types_and_members_avoid_words_that_mean_nothing_here()
    {
        var wrong = Ours.SelectMany(static a => a.GetTypes())
            .Where(static t =>
                t.Namespace?.StartsWith("NeonFlow", StringComparison.Ordinal) == true
                && t.GetCustomAttribute<CompilerGeneratedAttribute>() is null
                && !t.Name.Contains('<', StringComparison.Ordinal)
                && !IsGenerated(t)
            )
            .SelectMany(static t =>
                t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    .Select(m => $"{t.Name}.{m.Name}")
                    .Prepend(t.Name)
            )
            .Where(static name => Banned().IsMatch(name));
        Nothing.Wrong(wrong, "say what it is instead:");
    }

    [Fact]
    public void Type_names_of_all_projects_avoid_them_too()
    {
        // The stand-in has the names of the SDK that it stands in for.
        var wrong = Repository
            .Sources("")
            .Where(static f => !f.StartsWith("tests/Pulumi.StandIn", StringComparison.Ordinal))
            .SelectMany(static f =>
                Declared().Matches(Code.WithoutCommentsAndTexts(Repository.Read(f))).Select(m => (File: f, Name: m.Groups[1].Value))
            )
            .Where(static d => Banned().IsMatch(d.Name))
            .Select(static d => $"{d.File}: {d.Name}");
        Nothing.Wrong(wrong, "say what it is instead:");
    }

    [Fact]
    public void Nothing_is_unfinished()
    {
        var wrong = Repository
            .Files.Where(static f =>
                Regex.IsMatch(f, @"\.(cs|csproj|props|targets|sh|md|proto|json|ya?ml)$")
                && !f.Contains("captures/", StringComparison.Ordinal)
            )
            .SelectMany(static f => Repository.Lines(f).Select((line, i) => (Line: line, At: $"{f}:{i + 1}")))
            .Where(static l => Unfinished.Any(u => Regex.IsMatch(l.Line, $@"(?<!\w){Regex.Escape(u)}(?!\w)")))
            .Select(static l => l.At);
        Nothing.Wrong(wrong, "unfinished:");
    }

    [Fact]
    public void The_provider_writes_nothing_to_standard_output()
    {
        var wrong = Repository
            .Sources("src/NeonFlow.Provider/")
            .Concat(Repository.Sources("src/NeonFlow.Http/"))
            .Concat(Repository.Sources("src/NeonFlow.Neon/"))
            .Concat(Repository.Sources("src/NeonFlow.Postgres/"))
            .Concat(Repository.Sources("src/NeonFlow.Estuary/"))
            .Where(static f => f != "src/NeonFlow.Provider/Program.cs")
            .Where(static f =>
                Regex.IsMatch(Code.WithoutCommentsAndTexts(Repository.Read(f)), @"\bConsole\s*\.\s*(Write|Out|OpenStandardOutput)")
            );
        Nothing.Wrong(wrong, "standard output carries the port line only:");
        Assert.Contains("M:System.Console.Write", Repository.Read("src/NeonFlow.Provider/BannedSymbols.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_path_of_a_machine_is_written_down()
    {
        var wrong = Repository
            .Files.Where(static f =>
                Regex.IsMatch(f, @"\.(cs|csproj|props|targets|sh|md|proto|json|ya?ml|sln|config|txt|run)$") || f == ".ci/run"
            )
            .SelectMany(static f => Repository.Lines(f).Select((line, i) => (Line: line, At: $"{f}:{i + 1}")))
            .Where(static l => MachinePath().IsMatch(l.Line))
            .Select(static l => l.At);
        Nothing.Wrong(wrong, "paths that exist on one machine only:");
    }

    [Fact]
    public void Public_words_of_the_shapes_are_explained()
    {
        var assembly = typeof(Registry).Assembly;
        var documented = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(static m => m.Elements().Any(static e => e.Name == "inheritdoc" || !string.IsNullOrWhiteSpace(e.Value)))
            .ToDictionary(static m => m.Attribute("name")!.Value, static m => m, StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (
            var type in assembly
                .GetExportedTypes()
                .Where(static t => t.Namespace?.StartsWith("NeonFlow.Provider", StringComparison.Ordinal) == true && !IsGenerated(t))
        )
        {
            var id = type.FullName!.Replace('+', '.');
            if (!documented.TryGetValue("T:" + id, out _))
            {
                wrong.Add(id);
                continue;
            }

            // What stands in the parentheses of a record is said by its summary or its params.
            var parameters = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .SelectMany(static c => c.GetParameters())
                .Select(static p => p.Name!)
                .ToHashSet(StringComparer.Ordinal);
            foreach (
                var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            )
            {
                var key = member switch
                {
                    PropertyInfo p
                        when p.GetCustomAttribute<CompilerGeneratedAttribute>() is null
                            && p.Name is not "EqualityContract"
                            && !parameters.Contains(p.Name) => $"P:{id}.{p.Name}",
                    FieldInfo f when !f.IsSpecialName => $"F:{id}.{f.Name}",
                    _ => null,
                };
                if (
                    key is not null
                    && !documented.Keys.Any(k => k == key || k.StartsWith(key + "(", StringComparison.Ordinal))
                    && !IsExplicitPart(type, member)
                )
                {
                    wrong.Add($"{id}.{member.Name}");
                }
            }
        }

        Nothing.Wrong(wrong, "schema, SDK and reference pages are derived from these comments, and they are missing:");
    }

    [Fact]
    public void Inputs_say_what_they_default_to_or_are_required()
    {
        var wrong = new List<string>();
        var documentation = XDocument
            .Load(Path.ChangeExtension(typeof(Registry).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(static m => m.Attribute("name")!.Value, static m => m.Value, StringComparer.Ordinal);
        foreach (
            var type in typeof(Registry)
                .Assembly.GetExportedTypes()
                .Where(static t => t.GetCustomAttribute<ResourceAttribute>() is { Token: not "pulumi:providers:neonflow" })
        )
        {
            foreach (
                var property in type.GetProperties()
                    .Where(static p =>
                        p.GetCustomAttribute<InputAttribute>() is not null && p.GetCustomAttribute<RequiredMemberAttribute>() is null
                    )
            )
            {
                var text = documentation.GetValueOrDefault($"P:{type.FullName}.{property.Name}", "");
                if (!text.Contains("efault", StringComparison.Ordinal))
                {
                    wrong.Add($"{type.Name}.{property.Name}");
                }
            }
        }

        Nothing.Wrong(wrong, "optional inputs whose comment does not say what happens without them:");
    }

    // A record's deconstruction and printing, and members of nested generic arity, carry names that no comment can have.
    private static bool IsExplicitPart(Type type, MemberInfo member) =>
        type.IsGenericType && member.Name.Contains('.', StringComparison.Ordinal);

    private static bool IsGenerated(Type type) =>
        type.Namespace is { } space
            && (
                space.StartsWith("Pulumirpc", StringComparison.Ordinal)
                || space.StartsWith("Google", StringComparison.Ordinal)
                || space.Contains("Refit", StringComparison.Ordinal)
            )
        || type.Name.StartsWith("Refit", StringComparison.Ordinal)
        || type.FullName!.Contains("RefitInternalGenerated", StringComparison.Ordinal);

    [GeneratedRegex(@"Mock|(?<![a-z])D[Tt][Oo](?![a-z])|Service(?!s?(Collection|Provider|Method|Descriptor))|Model(?!led)")]
    private static partial Regex Banned();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum|record struct|record class)\s+([A-Z]\w*)")]
    private static partial Regex Declared();

    [GeneratedRegex(
        @"(?<![\w.~$}])(/hom[e]/\w+/|/roo[t]/|/User[s]/\w+/|/wor[k]/(main|shared)|/tm[p]/(wt|brief|scratch)\b|[A-Z]:\\User[s]\\)"
    )]
    private static partial Regex MachinePath();
}
