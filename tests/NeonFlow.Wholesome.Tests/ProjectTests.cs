using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Which project may see which, and how projects are written.</summary>
public sealed partial class ProjectTests
{
    // Below src nothing else may be referenced; a project that is not listed here has to be thought about first.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["NeonFlow.Http"] = [],
        ["NeonFlow.Neon"] = ["NeonFlow.Http"],
        ["NeonFlow.Postgres"] = [],
        ["NeonFlow.Estuary"] = ["NeonFlow.Http"],
        ["NeonFlow.Provider"] = ["NeonFlow.Neon", "NeonFlow.Postgres", "NeonFlow.Estuary"],
        ["NeonFlow.SchemaGen"] = ["NeonFlow.Provider"],
        ["NeonFlow.Pulumi"] = [],
        ["NeonFlow.Testing"] = [],
        ["NeonFlow.Cli"] = ["NeonFlow.Testing", "NeonFlow.Postgres", "NeonFlow.Neon", "NeonFlow.Estuary", "NeonFlow.Provider"],
    };

    [Fact]
    public void Projects_reference_only_what_they_may_see()
    {
        var wrong = new List<string>();
        foreach (var project in Repository.Projects.Where(static p => p.StartsWith("src/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (!Allowed.TryGetValue(name, out var allowed))
            {
                wrong.Add($"{project} is not in the table of this test");
                continue;
            }

            wrong.AddRange(
                References(project, "ProjectReference")
                    .Select(static r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))
                    .Except(allowed)
                    .Select(r => $"{name} references {r}")
            );
        }

        Nothing.Wrong(wrong, "project references against the plan of the house:");
    }

    [Fact]
    public void Only_the_library_and_programs_know_the_Pulumi_package()
    {
        var wrong = Repository
            .Projects.Where(static p => p.StartsWith("src/", StringComparison.Ordinal) && p != "src/NeonFlow.Pulumi/NeonFlow.Pulumi.csproj")
            .Where(static p =>
                Repository.Xml(p).Descendants("UsePulumiSdk").Any(static e => e.Value == "true")
                || References(p, "PackageReference").Contains("Pulumi")
            );
        Nothing.Wrong(wrong, "the Pulumi SDK is for programs and for the library they use:");
    }

    [Fact]
    public void Clients_bring_only_their_own_package()
    {
        var packages = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["NeonFlow.Http"] = ["Polly.Core"],
            ["NeonFlow.Neon"] = ["Refit"],
            ["NeonFlow.Postgres"] = ["Npgsql"],
            ["NeonFlow.Estuary"] = ["Refit", "YamlDotNet"],
            ["NeonFlow.Pulumi"] = [],
        };
        var wrong = packages.SelectMany(p =>
            References($"src/{p.Key}/{p.Key}.csproj", "PackageReference")
                .Except(p.Value)
                .Where(static r => !r.Contains("Analyzers", StringComparison.Ordinal))
                .Select(r => $"{p.Key} uses {r}")
        );
        Nothing.Wrong(wrong, "packages of the clients:");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("NeonFlow.Pulumi.sln").Replace('\\', '/');
        Nothing.Wrong(
            Repository.Projects.Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)),
            "not in NeonFlow.Pulumi.sln:"
        );
        Nothing.Wrong(
            SolutionProject().Matches(solution).Select(static m => m.Groups[1].Value).Except(Repository.Projects),
            "in the solution but not on disk:"
        );
    }

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        var wrong = Repository.Projects.Where(static p =>
            Repository
                .Xml(p)
                .Descendants("PackageReference")
                .Any(static r =>
                    r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null || r.Element("Version") is not null
                )
        );
        Nothing.Wrong(wrong, "versions belong in Directory.Packages.props:");
        var known = Repository
            .Xml("Directory.Packages.props")
            .Descendants("PackageVersion")
            .Select(static v => v.Attribute("Include")!.Value)
            .ToList();
        Assert.Equal(known.Distinct(StringComparer.OrdinalIgnoreCase).Count(), known.Count);
        Nothing.Wrong(
            Repository
                .Xml("Directory.Packages.props")
                .Descendants("PackageVersion")
                .Select(static v => v.Attribute("Version")!.Value)
                .Where(static v => !OneVersion().IsMatch(v)),
            "versions must be exact; of a range that is closed at its lower end a restore takes that end:"
        );
    }

    [Fact]
    public void Test_projects_say_so()
    {
        var wrong = Repository.Projects.Where(static p =>
            p.EndsWith(".Tests.csproj", StringComparison.Ordinal)
            && !Repository.Xml(p).Descendants("IsTestProject").Any(static e => e.Value == "true")
        );
        Nothing.Wrong(wrong, "test.sh runs tests/*.Tests, and these would have none:");
    }

    [Fact]
    public void What_ships_is_documented()
    {
        var silent = Repository.Files.Where(static f => f.StartsWith("src/", StringComparison.Ordinal) && MaySilence().IsMatch(f));
        Nothing.Wrong(
            silent.Where(static f => Repository.Read(f).Contains("CS1591", StringComparison.Ordinal)),
            "write the comments, or make internal what users do not need:"
        );
        var everywhere = Repository
            .Xml("Directory.Build.props")
            .Descendants("NoWarn")
            .Where(static e => e.Value.Contains("CS1591", StringComparison.Ordinal));
        Nothing.Wrong(
            everywhere
                .Where(static e => e.Attribute("Condition")?.Value.Contains("src", StringComparison.Ordinal) != true)
                .Select(static e => $"{e}"),
            "only tests and examples go without comments:"
        );
    }

    private static IEnumerable<string> References(string project, string kind) =>
        Repository.Xml(project).Descendants(kind).Select(static r => r.Attribute("Include")?.Value).OfType<string>();

    [GeneratedRegex(@"\.(cs|csproj|props|targets|editorconfig)$")]
    private static partial Regex MaySilence();

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"^(\d+(\.\d+)+|\[\d+(\.\d+)+,\d+(\.\d+)+\))$")]
    private static partial Regex OneVersion();
}
