using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Doctor;

/// <summary>Something that could not be looked at, and the codes of the rules that rest on it.</summary>
internal sealed record Gap(string What, string Because, IReadOnlyList<string> Codes)
{
    public static Gap Of(PropertyMap said) => new(Report.Text(said, "what"), Report.Text(said, "because"), Report.Texts(said, "codes"));
}
