using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Types of the test engine name their twins in pulumi/pulumi in one form; the pages about tests and test kit are true.</summary>
public sealed partial class TestKitTests
{
    private const string Engine = "src/NeonFlow.Testing/Engine/";

    // What the real engine has no type or function of its own for, or has elsewhere than in pulumi/pulumi.
    private static readonly string[] WithoutTwin =
    [
        "AbortEvent",
        "CommandWords",
        "DeploymentOutcome",
        "DeploymentResult",
        "EngineAbilities",
        "EngineException",
        "EngineResult",
        "GeneratedSteps",
        "GoText",
        "IEngineDisplay",
        "IResourceManager",
        "KnownProvider",
        "Loopback",
        "ProgramEndedEvent",
        "ProgramEnvironment",
        "ProgramExit",
        "ProgramFunction",
        "ProgramProcess",
        "ProviderException",
        "SemanticVersion",
        "TestEngineOptions",
        "Wire",
        "Yaml",
    ];

    [Fact]
    public void Twins_in_pulumi_pulumi_are_named_in_one_form() =>
        Nothing.Wrong(
            Repository
                .Sources(Engine)
                .SelectMany(static f => Repository.Lines(f).Select((line, i) => (Line: line, At: $"{f}:{i + 1}")))
                .Where(static l => IsIllFormed(l.Line))
                .Select(static l => $"{l.At}: {l.Line.Trim()}"),
            "say it as `/// <remarks>In pulumi/pulumi: stepGenerator (pkg/resource/deploy/step_generator.go).</remarks>`:"
        );

    [Theory]
    [InlineData("/// <remarks>In pulumi/pulumi: pkg/resource/deploy/step.go.</remarks>")]
    [InlineData("/// <remarks>In pulumi/pulumi: Step (step.go).</remarks>")]
    [InlineData("/// <remarks>The real engine calls it Step.</remarks>")]
    [InlineData("    // As stepGenerator of pulumi/pulumi does.")]
    [InlineData("/// <summary>Runs steps, as <c>step_executor.go</c> does.</summary>")]
    public void Another_form_is_noticed(string line) => Assert.True(IsIllFormed(line));

    [Fact]
    public void Every_type_of_the_engine_names_its_twin_or_is_known_to_have_none()
    {
        var types = Repository
            .Sources(Engine)
            .GroupBy(static f => Path.GetFileName(f).Split('.')[0], StringComparer.Ordinal)
            .ToLookup(
                static type =>
                    type.SelectMany(Repository.Lines).Any(static l => l.StartsWith("///", StringComparison.Ordinal) && IsTwin(l)),
                static type => type.Key
            );
        Nothing.Wrong(types[false].Except(WithoutTwin), "types that say no twin, and are not listed in this test as having none:");
        Nothing.Wrong(WithoutTwin.Except(types[false]), "listed as having no twin, but not there or with one:");
        Assert.NotEmpty(types[true]);
    }

    [Fact]
    public void Every_page_is_linked_from_the_first_one()
    {
        var first = Repository.Read("docs/_index.md");
        Nothing.Wrong(
            Repository
                .Files.Where(static f => PageOfDocs().IsMatch(f) && f != "docs/_index.md")
                .Where(f => !first.Contains($"]({f["docs/".Length..]})", StringComparison.Ordinal)),
            "not linked from docs/_index.md:"
        );
        Assert.Contains("docs/engine.md", Repository.Files);
        Assert.Contains("docs/local-cloud.md", Repository.Files);
    }

    [Fact]
    public void The_page_about_the_engine_counts_what_is_recorded()
    {
        var page = Repository.Read("docs/engine.md");
        var all = Recordings.OfEngine();
        var played = all.Where(static r => r.IsPlayed).ToList();
        Compare(page, played.Where(static r => r.IsNewest), all.Where(static r => r.IsNewest).Select(static r => r.File));
        var rows = Commands()
            .Matches(page)
            .SelectMany(static row => Names().Matches(row.Groups[1].Value).Select(n => $"{n.Groups[1].Value} {row.Groups[2].Value}"))
            .ToList();
        var commands = played.CountBy(static r => r.Name).Select(static r => $"{r.Key} {r.Value}").ToList();
        Nothing.Wrong(
            rows.Except(commands).Where(static r => !r.EndsWith(" 0", StringComparison.Ordinal)),
            "commands that docs/engine.md counts otherwise than they are recorded:"
        );
        Nothing.Wrong(commands.Except(rows), "recorded commands that docs/engine.md does not have:");
        Assert.Contains($"[{all.DistinctBy(static r => r.File).Count()} recordings]", page, StringComparison.Ordinal);
        Assert.Contains($"with {all.Count} commands", page, StringComparison.Ordinal);
        Assert.Contains(
            $" {all.Where(static r => r.IsNewest).DistinctBy(static r => r.File).Count()} of version ",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains($"plays {played.Count} of the commands", page, StringComparison.Ordinal);
        Assert.Contains($"{all.Count - played.Count} commands are not played", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_about_the_local_cloud_counts_what_is_recorded()
    {
        var page = Repository.Read("docs/local-cloud.md");
        var all = Recordings.OfConnector();
        var played = all.Where(static r => r.IsPlayed).ToList();
        Compare(page, played, all.Select(static r => r.File));
        Assert.Contains($"[{all.Count} cases]", page, StringComparison.Ordinal);
        Assert.Contains($"plays {played.Count} of them", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_about_the_tests_has_every_project_and_every_trait()
    {
        var page = Repository.Read("tests/README.md");
        var rows = FirstCells()
            .Matches(page)
            .SelectMany(static m => Names().Matches(m.Groups[1].Value))
            .Select(static m => m.Groups[1].Value)
            .ToHashSet();
        var projects = Repository
            .Projects.Where(static p => p.StartsWith("tests/", StringComparison.Ordinal))
            .Select(static p => p.Split('/')[1])
            .ToList();
        Nothing.Wrong(projects.Except(rows), "projects that tests/README.md does not have:");
        var traits = Repository
            .Sources("tests/")
            .SelectMany(static f => Traits().Matches(Repository.Read(f)))
            .Select(static m => m.Groups[1].Value)
            .Distinct()
            .ToList();
        Assert.NotEmpty(traits);
        Nothing.Wrong(traits.Except(rows), "traits that tests/README.md does not have:");
        Nothing.Wrong(
            rows.Where(static r => !r.Contains('/', StringComparison.Ordinal) && !r.StartsWith("NEONFLOW_", StringComparison.Ordinal))
                .Except(projects)
                .Except(traits),
            "neither a project nor a trait:"
        );
    }

    private static bool IsTwin(string line) => Twin().IsMatch(line);

    private static bool IsIllFormed(string line) =>
        line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Mention().IsMatch(line) && !IsTwin(line);

    /// <summary>Recordings with the number of their cases in parentheses, as a page has them and as they are.</summary>
    private static void Compare(string page, IEnumerable<Recorded> played, IEnumerable<string> files)
    {
        var told = Counted().Matches(page).Select(static m => m.Groups[1].Value + " " + m.Groups[2].Value).ToList();
        var there = played.CountBy(static r => r.File).Select(static r => $"{r.Key} {r.Value}").ToList();
        Nothing.Wrong(told.Except(there), "recordings that the page counts otherwise than they are:");
        Nothing.Wrong(there.Except(told), "recordings that the page does not have:");
        Nothing.Wrong(files.Where(f => !page.Contains($"`{f}`", StringComparison.Ordinal)), "recordings that the page does not name:");
    }

    [GeneratedRegex(@"^ *///\s<remarks>In pulumi/pulumi: \w+(\.\w+)? \((pkg|sdk)(/\w+)+\.go\)\.</remarks>$")]
    private static partial Regex Twin();

    [GeneratedRegex(@"<remarks>|pulumi/pulumi|\w\.go\b")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^docs/[^/]+\.md$")]
    private static partial Regex PageOfDocs();

    [GeneratedRegex(@"`(\d\d-[\w-]+)` \((\d+)\)")]
    private static partial Regex Counted();

    [GeneratedRegex(@"^\| ((?:`[a-z ]+`(?:, )?)+) \|.*\| (\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex FirstCells();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();

    [GeneratedRegex("""\[Trait\("Category", "([\w-]+)"\)\]""")]
    private static partial Regex Traits();
}
