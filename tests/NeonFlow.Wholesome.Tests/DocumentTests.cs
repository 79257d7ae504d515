using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Contracts;
using NeonFlow.Provider;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Wholesome.Tests;

/// <summary>What is written for people is true.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] TopLevel =
    [
        "src",
        "examples",
        "tests",
        "docs",
        "eng",
        ".ci",
        ".config",
        ".github",
        "NeonFlow.Pulumi.sln",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "schema.json",
        "demo.sh",
        "test.sh",
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
        "nuget.config",
        "global.json",
        ".editorconfig",
        ".gitignore",
        ".gitattributes",
    ];

    [Fact]
    public void The_top_level_holds_the_house_and_nothing_else() =>
        Nothing.Wrong(Repository.TopLevel.Except(TopLevel), "not expected at the top:");

    [Fact]
    public void The_CHANGELOG_names_the_number_of_rules_of_the_preflight() =>
        Assert.Contains($"* Preflight: {CaptureRules.All.Count} rules ", Repository.Read("CHANGELOG.md"), StringComparison.Ordinal);

    [Fact]
    public void Every_page_says_its_title_and_what_it_is_about_to_the_site_that_shows_it()
    {
        var pages = Repository
            .Files.Where(static f => f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal))
            .ToList();
        Nothing.Wrong(
            pages.Where(static f => !FrontMatter().IsMatch(Repository.Read(f))),
            "pages that do not begin with title, meta_desc and layout, or repeat the title:"
        );
        Assert.NotEmpty(pages);
    }

    [Fact]
    public void Every_diagnostic_code_is_unique_in_its_area_and_documented()
    {
        var page = Repository.Read("docs/diagnostics.md");
        var wrong = new List<string>();
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var field in typeof(Registry)
                .Assembly.GetTypes()
                .SelectMany(static t =>
                    t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                )
                .Where(static f => f.FieldType == typeof(DiagnosticCode))
        )
        {
            var code = (DiagnosticCode)field.GetValue(null)!;
            var place = $"{field.DeclaringType!.Name}.{field.Name}";
            if (!codes.TryAdd(code.Id, place))
            {
                wrong.Add($"{code.Id} is both {codes[code.Id]} and {place}");
            }

            if (!CodeForm().IsMatch(code.Id) || code.Id[2] != AreaOf(field.DeclaringType!))
            {
                wrong.Add($"{code.Id} ({place}) is not a code of its area");
            }

            if (!page.Contains(code.Id, StringComparison.Ordinal) || !page.Contains(code.Title, StringComparison.Ordinal))
            {
                wrong.Add($"{code.Id} ({place}) is not in docs/diagnostics.md");
            }

            if (code.Consequence.Length < 20)
            {
                wrong.Add($"{code.Id} ({place}) does not say what it does to the pipeline");
            }
        }

        wrong.AddRange(
            CodeForm()
                .Matches(page)
                .Select(static m => m.Value)
                .Where(id => !codes.ContainsKey(id))
                .Select(static id => $"{id} is documented, but no code")
        );
        Nothing.Wrong(wrong, "codes and docs/diagnostics.md:");
        Assert.NotEmpty(codes);
    }

    [Fact]
    public void Every_rule_of_the_preflight_is_on_its_page_with_consequence_and_fix()
    {
        var page = Repository.Read("docs/preflight.md");
        Nothing.Wrong(
            CapturePreflight
                .RuleCodes.Where(c => !page.Contains($"| {c.Id} | {c.Title} | {c.Consequence} | ", StringComparison.Ordinal))
                .Select(static c => c.Id),
            "not in docs/preflight.md as the code has it:"
        );
    }

    [Fact]
    public void Codes_in_messages_come_from_the_catalogue()
    {
        var wrong = Repository
            .Sources("src/NeonFlow.Provider/")
            .Where(static f => !f.EndsWith("Diagnostics.cs", StringComparison.Ordinal))
            .Where(static f => Regex.IsMatch(Repository.Read(f), "\"[^\"\n]*NF[1-5][0-9]{3}"));
        Nothing.Wrong(wrong, "codes written by hand:");
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var wrong = new List<string>();
        foreach (
            var page in Repository.Files.Where(static f =>
                f.EndsWith(".md", StringComparison.Ordinal) && !f.Contains("captures/", StringComparison.Ordinal)
            )
        )
        {
            foreach (Match link in Link().Matches(Repository.Read(page)))
            {
                var (target, anchor) = link.Groups[1].Value.Split('#') is [var t, var a] ? (t, a) : (link.Groups[1].Value, "");
                if (target.Contains(':', StringComparison.Ordinal))
                {
                    continue;
                }

                var file = target.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, target);
                if (!Path.Exists(Path.Combine(Repository.Root, file)))
                {
                    wrong.Add($"{page} -> {target}");
                }
                else if (anchor.Length > 0 && !Anchors(Repository.Read(file)).Contains(anchor))
                {
                    wrong.Add($"{page} -> {target}#{anchor}");
                }
            }
        }

        Nothing.Wrong(wrong, "dead links:");
    }

    [Fact]
    public void Codes_in_pages_exist()
    {
        var codes = CodeForm().Matches(Repository.Read("docs/diagnostics.md")).Select(static m => m.Value).ToHashSet();
        Nothing.Wrong(
            Repository
                .Files.Where(static f =>
                    f.EndsWith(".md", StringComparison.Ordinal) && (f == "README.md" || f.StartsWith("docs/", StringComparison.Ordinal))
                )
                .SelectMany(f => CodeForm().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value}"))
                .Where(c => !codes.Contains(c[^6..])),
            "codes that pages name and docs/diagnostics.md lacks:"
        );
    }

    [Fact]
    public void Commands_in_pages_exist()
    {
        var wrong = new List<string>();
        foreach (
            var page in Repository.Files.Where(static f =>
                f.EndsWith(".md", StringComparison.Ordinal)
                && (
                    f is "README.md" or "tests/README.md"
                    || f.StartsWith("docs/", StringComparison.Ordinal)
                    || f.StartsWith("examples/", StringComparison.Ordinal)
                )
            )
        )
        {
            var text = Repository.Read(page);
            foreach (Match script in Script().Matches(text))
            {
                var path = script.Groups[1].Value;
                var full = new[] { Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page)!) }
                    .Select(r => Path.Combine(r, path))
                    .FirstOrDefault(File.Exists);
                if (full is null)
                {
                    wrong.Add($"{page}: {path} does not exist");
                }
                else if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(full).HasFlag(UnixFileMode.UserExecute))
                {
                    wrong.Add($"{page}: {path} is not executable");
                }
            }

            var commands = Repository.Sources("src/NeonFlow.Cli/").Select(Repository.Read).ToList();
            foreach (var word in CliCommand().Matches(text).SelectMany(static m => m.Groups[1].Value.Split('|')).Distinct())
            {
                if (!commands.Any(c => c.Contains($"\"{word}\"", StringComparison.Ordinal)))
                {
                    wrong.Add($"{page}: neonflow {word} does not exist");
                }
            }

            foreach (Match variable in Variable().Matches(text))
            {
                if (
                    !Repository
                        .Files.Where(static f =>
                            f.EndsWith(".cs", StringComparison.Ordinal)
                            || f.EndsWith(".sh", StringComparison.Ordinal)
                            || f.EndsWith(".props", StringComparison.Ordinal)
                            || f == ".ci/run"
                        )
                        .Any(f => Repository.Read(f).Contains(variable.Value, StringComparison.Ordinal))
                )
                {
                    wrong.Add($"{page}: nothing reads {variable.Value}");
                }
            }
        }

        Nothing.Wrong(wrong, "what pages tell people to run:");
    }

    [Fact]
    public void Every_example_is_a_Pulumi_program_with_a_page_that_the_README_names()
    {
        var readme = Repository.Read("README.md");
        var wrong = new List<string>();
        foreach (
            var files in Repository
                .Files.Where(static f => f.StartsWith("examples/", StringComparison.Ordinal))
                .GroupBy(static f => f.Split('/')[1])
        )
        {
            var page = $"examples/{files.Key}/README.md";
            if (!files.Contains(page) || !readme.Contains($"]({page})", StringComparison.Ordinal))
            {
                wrong.Add($"{page} is not there, or not in README.md");
            }

            var projects = files.Where(static f => f.EndsWith("/Pulumi.yaml", StringComparison.Ordinal)).ToList();
            if (projects is not [var project])
            {
                wrong.Add($"examples/{files.Key} has {projects.Count} files Pulumi.yaml");
            }
            else if (
                !Repository.Read(project).Contains("runtime: yaml", StringComparison.Ordinal)
                && !files.Contains(project.Replace("Pulumi.yaml", "Program.cs", StringComparison.Ordinal))
            )
            {
                wrong.Add($"beside {project} is no Program.cs");
            }
        }

        Nothing.Wrong(wrong, "an example is one real Pulumi program with a page:");
    }

    [ContractFact(ContractFiles.PulumiPackage)]
    public void The_package_schema_fits_its_metaschema()
    {
        var schema = JsonNode.Parse(Repository.Read("schema.json"))!;
        Nothing.Wrong(JsonSchema.Check(ContractFiles.PulumiPackage, schema), "schema.json:");
        var document = ContractFiles.Read(ContractFiles.PulumiPackage);
        ((JsonObject)schema)["resources"] = "nonsense";
        Assert.NotEmpty(new JsonSchema(document).Check(schema, document));
    }

    [Fact]
    public void The_package_schema_has_every_resource_and_function()
    {
        var schema = JsonNode.Parse(Repository.Read("schema.json"))!.AsObject();
        Nothing.Wrong(
            Registry.ResourceTokens.Except((schema["resources"]?.AsObject() ?? []).Select(static r => r.Key)),
            "resources that schema.json lacks:"
        );
        Nothing.Wrong(
            Registry.FunctionTokens.Except((schema["functions"]?.AsObject() ?? []).Select(static r => r.Key)),
            "functions that schema.json lacks:"
        );
    }

    // Headings as GitHub and the registry make anchors of them, and those that stand in the text.
    private static HashSet<string> Anchors(string page) =>
        [
            .. Heading()
                .Matches(page)
                .Select(static m => Unlinked().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
            .. Anchor().Matches(page).Select(static m => m.Groups[1].Value),
        ];

    private static char AreaOf(Type holder) =>
        holder.Name switch
        {
            "CoreDiagnostics" => '1',
            "NeonDiagnostics" => '2',
            "PostgresDiagnostics" => '3',
            "EstuaryDiagnostics" => '4',
            "PreflightDiagnostics" or "ProgramDiagnostics" => '5',
            _ => '?',
        };

    [GeneratedRegex("NF[1-5][0-9]{3}")]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Unlinked();

    [GeneratedRegex("<a id=\"([^\"]+)\">")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"(?<![\w/.])\./([\w./-]+\.sh)\b")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<!import \* as )\bneonflow ([a-z]+(?:\|[a-z]+)*)(?= |`|\n)(?! provider)", RegexOptions.None)]
    private static partial Regex CliCommand();

    [GeneratedRegex(@"\bNEONFLOW_[A-Z_]+\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A---\ntitle: \S[^\n]*\nmeta_desc: \S[^\n]*\nlayout: package\n---\n\n(?!# )\S")]
    private static partial Regex FrontMatter();
}
