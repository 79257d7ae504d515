namespace NeonFlow.SchemaGen;

/// <summary>What a page begins with, for the site that shows it: Pulumi's registry takes title and description from there.</summary>
internal static class FrontMatter
{
    /// <param name="title">The page's title, which is not repeated in the page.</param>
    /// <param name="text">What the page is about (Markdown); its first sentence describes it.</param>
    public static string Of(string title, string text) =>
        $"---\ntitle: {Scalar(title)}\nmeta_desc: {Scalar(FirstSentence(text))}\nlayout: package\n---\n\n";

    private static string FirstSentence(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..(end + 1)]).Trim();
    }

    // A colon with a space would begin a mapping.
    private static string Scalar(string text) =>
        text.Contains(": ", StringComparison.Ordinal) ? $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text;
}
