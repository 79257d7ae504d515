using System.IO.Compression;
using System.Xml.Linq;

namespace NeonFlow.Wholesome.Tests;

/// <summary>What is packed is complete, and depends on what users have.</summary>
public sealed class PackageTests
{
    private static IEnumerable<string> Projects =>
        Repository
            .Projects.Where(static p =>
                p.StartsWith("src/", StringComparison.Ordinal)
                && Repository.Xml(p).Descendants("IsPackable").Any(static e => e.Value == "true")
            )
            .Select(static p => Path.GetFileNameWithoutExtension(p))
            .Order(StringComparer.Ordinal);

    public static TheoryData<string> Packable() => [.. Projects];

    [Fact]
    public void Three_projects_are_packed() => Assert.Equal(["NeonFlow.Cli", "NeonFlow.Pulumi", "NeonFlow.Testing"], Projects);

    [Theory]
    [MemberData(nameof(Packable))]
    public async Task A_package_says_what_it_is_and_holds_what_it_needs(string project)
    {
        var folder = Directory.CreateTempSubdirectory("neonflow-pack-");
        try
        {
            await Packing.PackAsync($"src/{project}", folder.FullName);
            using var package = ZipFile.OpenRead(Path.Combine(folder.FullName, $"{project}.0.1.0.nupkg"));
            Assert.True(File.Exists(Path.Combine(folder.FullName, $"{project}.0.1.0.snupkg")));
            var names = package.Entries.Select(static e => e.FullName).ToList();
            Assert.Contains("README.md", names);
            Assert.Contains("icon.png", names);
            using var text = package.GetEntry(project + ".nuspec")!.Open();
            var about = XDocument.Load(text).Root!.Elements().Single();
            string? Of(string name) => about.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            Assert.Equal(project, Of("id"));
            Assert.Equal("Apache-2.0", Of("license"));
            Assert.Equal("README.md", Of("readme"));
            Assert.Equal("icon.png", Of("icon"));
            Assert.Contains("pulumi", Of("tags"), StringComparison.Ordinal);
            Assert.True(Of("description")!.Length > 80 && Of("title")!.Length > 0);
            var dependencies = about
                .Descendants()
                .Where(static e => e.Name.LocalName == "dependency")
                .ToDictionary(static e => e.Attribute("id")!.Value, static e => e.Attribute("version")!.Value);
            Assert.DoesNotContain(
                dependencies.Keys,
                static id => id.StartsWith("NeonFlow.", StringComparison.Ordinal) || id.Contains("StandIn", StringComparison.Ordinal)
            );
            switch (project)
            {
                case "NeonFlow.Pulumi":
                    // The published package, whichever this was built on; where it finds the provider and its version stands inside.
                    Assert.Equal(new Dictionary<string, string> { ["Pulumi"] = "3.112.1" }, dependencies);
                    Assert.Empty(
                        new[]
                        {
                            "lib/net8.0/NeonFlow.Pulumi.dll",
                            "lib/net8.0/NeonFlow.Pulumi.xml",
                            "content/pulumi-plugin.json",
                            "content/version.txt",
                        }.Except(names)
                    );
                    Assert.DoesNotContain(names, static n => n.EndsWith("/Pulumi.dll", StringComparison.Ordinal));
                    break;
                case "NeonFlow.Testing":
                    Assert.DoesNotContain("Pulumi", dependencies.Keys);
                    Assert.Empty(new[] { "lib/net10.0/NeonFlow.Testing.dll", "lib/net10.0/NeonFlow.Testing.xml" }.Except(names));
                    break;
                default:
                    Assert.Contains("tools/net10.0/any/neonflow.dll", names);
                    Assert.Contains("tools/net10.0/any/NeonFlow.Testing.dll", names);
                    break;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
