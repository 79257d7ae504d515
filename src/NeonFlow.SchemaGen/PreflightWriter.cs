using System.Text;
using NeonFlow.Provider.Pipeline;

namespace NeonFlow.SchemaGen;

/// <summary>The page of the preflight's rules: prose that people write, and the table that the rules give.</summary>
internal static class PreflightWriter
{
    public static string Write(string prose)
    {
        var text = new StringBuilder(FrontMatter.Of("What breaks between the two ends", prose))
            .Append(prose)
            .Append("\n\n| code | what is wrong | what it does to the pipeline | fix |\n|---|---|---|---|\n");
        foreach (var (code, remedy) in PreflightPage.Entries)
        {
            text.Append($"| {code.Id} | {code.Title} | {code.Consequence} | {remedy} |\n");
        }

        return text.Append("\nCodes of all messages: [diagnostics](diagnostics.md).\n").ToString();
    }
}
