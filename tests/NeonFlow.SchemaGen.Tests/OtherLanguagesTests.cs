using System.Text.Json;
using System.Text.RegularExpressions;
using NeonFlow.Provider.Engine;

namespace NeonFlow.SchemaGen.Tests;

/// <summary>What the package says to people who do not write C#.</summary>
public sealed partial class OtherLanguagesTests
{
    private static readonly string[] Functions = ["neonflow:estuary:getDataPlane", "neonflow:neon:getDatabase"];

    private static PackageSchema Schema => PackageSchema.Committed;

    public static TheoryData<string> Resources => [.. Schema.Resources];

    [Theory]
    [InlineData("yaml")]
    [InlineData("typescript")]
    [InlineData("python")]
    [InlineData("go")]
    public void The_page_has_the_whole_pipeline_as_the_schema_wants_it(string language)
    {
        var page = Page("other-languages.md");
        var (wrong, tokens) = Check(language, Assert.Single(Blocks(page, language)));
        Assert.Empty(wrong);
        Assert.Equal(ComponentInputs.OfParts.Keys.Concat(Functions).Order(StringComparer.Ordinal), tokens.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_packages_are_called_as_the_page_says()
    {
        var page = Page("other-languages.md");
        var language = Schema.Root.GetProperty("language");
        var go = language.GetProperty("go").GetProperty("importBasePath").GetString()!;
        Assert.Contains(
            $"import * as neonflow from \"{language.GetProperty("nodejs").GetProperty("packageName").GetString()}\"",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"import {language.GetProperty("python").GetProperty("packageName").GetString()} as neonflow",
            page,
            StringComparison.Ordinal
        );
        Assert.All(
            GoImport()
                .Matches(page)
                .Select(static m => m.Groups[1].Value)
                .Where(static i => !i.StartsWith("github.com/pulumi/", StringComparison.Ordinal)),
            i => Assert.StartsWith(go + "/", i, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void A_resource_shows_itself_as_a_program_in_each_language(string token)
    {
        var description = Schema.Root.GetProperty("resources").GetProperty(token).GetProperty("description").GetString()!;
        Assert.Contains("{{% examples %}}\n## Example Usage\n\n{{% example %}}\n```csharp\n", description, StringComparison.Ordinal);
        foreach (var language in (string[])["typescript", "python", "yaml"])
        {
            var (wrong, tokens) = Check(language, Assert.Single(Blocks(description, language)));
            Assert.Empty(wrong);
            Assert.Equal([token], tokens);
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void A_resource_says_how_it_is_imported(string token)
    {
        var description = Schema.Root.GetProperty("resources").GetProperty(token).GetProperty("description").GetString()!;
        var section = description[description.IndexOf("\n## Import\n", StringComparison.Ordinal)..];
        Assert.Matches($@"```sh\npulumi import {token} <name> '[^'\n]+'\n```", section);
    }

    [Fact]
    public void Wrong_programs_are_told()
    {
        const string yaml = """
            variables:
              place:
                fn::invoke:
                  function: neonflow:neon:getDatabase
                  arguments: { database: shop }
            resources:
              role:
                type: neonflow:neon:Role
                properties: { projectId: p, adopt: maybe, nmae: x }
              allow:
                type: neonflow:neon:IpAllow
                properties: { projectId: p, entries: "${place.host}", mode: sometimes }
              capture:
                type: neonflow:neon:Rolle
                properties: { a: "${role.secret}" }
                options: { dependsOn: ["${nobody}"] }
            """;
        Assert.Equal(
            [
                "neonflow:neon:getDatabase lacks projectId",
                "neonflow:neon:Role has no input nmae",
                "role.adopt is boolean, and not maybe",
                "allow.entries is array, and ${place.host} is string",
                "allow.mode is string, and not sometimes",
                "neonflow:neon:Rolle does not exist",
                "capture depends on ${nobody}, which is not there",
            ],
            Check("yaml", yaml).Wrong
        );
        Assert.Equal(
            ["neonflow:neon:Role has no input nmae", "neonflow:neon:Role lacks projectId", "neonflow:neon:Role has no output host"],
            Check("typescript", "const role = new neonflow.neon.Role(\"a\", { nmae: \"b\", adopt });\nrole.host").Wrong
        );
        Assert.Equal(
            ["neonflow:neon:Role has no input projectID", "neonflow:neon:Role lacks projectId"],
            Check("python", "role = neonflow.neon.Role(\"a\", project_iD=\"b\", opts=x)").Wrong
        );
        Assert.Equal(
            ["neonflow:neon:Rolle does not exist"],
            Check("go", "role, err := neon.NewRolle(ctx, \"a\", &neon.RolleArgs{})").Wrong
        );
    }

    [Fact]
    public void Where_the_package_is_published_stands_in_it_once_the_owner_says_so()
    {
        var catalogue = Catalogue.Read(DerivedFiles.FindRepository(AppContext.BaseDirectory));
        const string repository = "https://git.example/neonflow";
        const string download = "https://git.example/neonflow/releases";
        var said = JsonDocument.Parse(new SchemaWriter(catalogue, new(repository, download)).Write()).RootElement;
        Assert.Equal(
            (repository, repository, download),
            (
                said.GetProperty("homepage").GetString(),
                said.GetProperty("repository").GetString(),
                said.GetProperty("pluginDownloadURL").GetString()
            )
        );
        Assert.Equal(
            download,
            JsonDocument.Parse(DerivedFiles.Plugin("1.2.3", new("", download))).RootElement.GetProperty("server").GetString()
        );
        Assert.False(JsonDocument.Parse(DerivedFiles.Plugin("1.2.3", new("", ""))).RootElement.TryGetProperty("server", out _));
        Assert.False(
            JsonDocument.Parse(new SchemaWriter(catalogue, new("", "")).Write()).RootElement.TryGetProperty("pluginDownloadURL", out _)
        );
    }

    private static (IReadOnlyList<string> Wrong, IReadOnlyCollection<string> Tokens) Check(string language, string text) =>
        language == "yaml" ? YamlProgram.Check(Schema, text) : OtherProgram.Check(Schema, language, text);

    private static string Page(string name) =>
        File.ReadAllText(Path.Combine(DerivedFiles.FindRepository(AppContext.BaseDirectory), "docs", name));

    private static List<string> Blocks(string page, string language) =>
        [.. Fenced().Matches(page).Where(m => m.Groups["language"].Value == language).Select(static m => m.Groups["text"].Value)];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^\t""([^""]+)""$", RegexOptions.Multiline)]
    private static partial Regex GoImport();
}
