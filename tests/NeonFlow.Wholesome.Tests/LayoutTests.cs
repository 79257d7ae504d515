using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>How code is laid out: what a screen shows, and where a type is found.</summary>
public sealed partial class LayoutTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 400;

    // Derived files are written by a program, and recorded data is not ours to lay out.
    private static IEnumerable<string> Files =>
        Repository
            .Sources("src/")
            .Concat(Repository.Sources("tests/"))
            .Concat(Repository.Sources("examples/"))
            .Where(static f => !f.Contains("/Generated/", StringComparison.Ordinal) && !f.Contains("/Data/", StringComparison.Ordinal));

    [Fact]
    public void Lines_have_at_most_140_columns() =>
        Nothing.Wrong(
            Files.SelectMany(static f =>
                Repository.Lines(f).Index().Where(static l => l.Item.Length > LongestLine).Select(l => $"{f}:{l.Index + 1}")
            ),
            "wrap these lines (csharpier format wraps code; texts and comments are wrapped by hand):"
        );

    [Fact]
    public void Files_have_at_most_400_lines() =>
        Nothing.Wrong(
            Files
                .Select(static f => (File: f, Repository.Lines(f).Length))
                .Where(static f => f.Length > LongestFile)
                .Select(static f => $"{f.File}: {f.Length}"),
            "cut these files by what they do:"
        );

    [Fact]
    public void A_file_holds_one_type_and_has_its_name()
    {
        var wrong = new List<string>();
        foreach (var file in Files)
        {
            var names = OuterType()
                .Matches(Code.WithoutCommentsAndTexts(Repository.Read(file)))
                .Select(static m => m.Groups[1].Value)
                .Distinct()
                .ToList();
            var stem = Path.GetFileName(file).Split('.')[0];
            if (names.Count > 1)
            {
                wrong.Add($"{file}: {string.Join(", ", names)}");
            }
            else if (names.Count == 1 && names[0] != stem && stem != "Program")
            {
                wrong.Add($"{file} holds {names[0]}");
            }
        }
        Nothing.Wrong(wrong, "one outer type a file, and the file is named as the type:");
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|abstract|static|partial|readonly|ref|unsafe)\s+)*"
            + @"(?:class|record struct|record class|record|struct|interface|enum|delegate\s+[\w<>\[\]?,. ]+?)\s+([A-Z]\w*)",
        RegexOptions.Multiline
    )]
    private static partial Regex OuterType();
}
