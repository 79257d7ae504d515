using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Pages show files of the examples as they are. NEONFLOW_ACCEPT=1 writes the block of the page anew.</summary>
public sealed partial class ExampleTextTests
{
    [Theory]
    [InlineData("docs/in-production.md", "csharp", "examples/ExistingDatabase/Program.cs")]
    [InlineData("docs/in-production.md", "yaml", "examples/DriftInCi/.github/workflows/pipeline.yml")]
    [InlineData("docs/other-languages.md", "yaml", "examples/Yaml/Pulumi.yaml")]
    [InlineData("docs/testing.md", "csharp", "examples/TestYourPipeline/Shop.Tests/PipelineTests.cs")]
    public void A_page_shows_the_file_of_the_example(string page, string language, string file)
    {
        var text = Repository.Read(page);
        var block = Assert.Single(Fenced().Matches(text), m => m.Groups["language"].Value == language).Groups["text"];
        var indent = block.Value[..(block.Value.Length - block.Value.TrimStart(' ').Length)];
        var shown = string.Concat(Repository.Lines(file).Select(line => line.Length == 0 ? "\n" : $"{indent}{line}\n"));
        if (Environment.GetEnvironmentVariable("NEONFLOW_ACCEPT") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, page), text[..block.Index] + shown + text[(block.Index + block.Length)..]);
            return;
        }

        Assert.Equal(shown, block.Value);
    }

    [GeneratedRegex(@"^ *```(?<language>\w+)\n(?<text>.*?)(?=^ *```)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
