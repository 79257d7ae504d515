using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Doctor;

/// <summary>Something that a rule of the provider says.</summary>
internal sealed record Finding(string Code, string Severity, string What, string Where, string Why, string? Fix, string Docs)
{
    public static Finding Of(PropertyMap said, IReadOnlyList<string> tables) =>
        new(
            Report.Text(said, "code"),
            Report.Text(said, "severity"),
            Report.Text(said, "what"),
            Options.Of(Report.Text(said, "where"), tables),
            Report.Text(said, "why"),
            said.Get("fix")?.AsString,
            Report.Text(said, "docs")
        );
}
