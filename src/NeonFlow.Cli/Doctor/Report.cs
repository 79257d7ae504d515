using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Doctor;

/// <summary>What the provider says of a pipeline, in the words of the command line.</summary>
internal sealed record Report
{
    public required string Host { get; init; }

    public required string Database { get; init; }

    public string? Role { get; init; }

    public string? Publication { get; init; }

    public string? Slot { get; init; }

    public string? WatermarksTable { get; init; }

    public required IReadOnlyList<string> Tables { get; init; }

    public required IReadOnlyList<string> Discovered { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyList<Gap> NotChecked { get; init; }

    /// <summary>Whether warnings, and what could not be looked at, count as failures.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether the exit code is 0.</summary>
    public bool IsOk =>
        Findings.All(f => f.Severity != "error" && !(IsStrict && f.Severity == "warning")) && !(IsStrict && NotChecked.Count > 0);

    /// <summary>The answer of <c>postgres:checkPipeline</c>.</summary>
    /// <param name="said">The answer.</param>
    /// <param name="discovered">What was found out before.</param>
    /// <param name="tables">The tables that were named.</param>
    /// <param name="isStrict">Whether warnings, and what could not be looked at, count as failures.</param>
    public static Report Of(PropertyMap said, IReadOnlyList<string> discovered, IReadOnlyList<string> tables, bool isStrict) =>
        new()
        {
            Host = Text(said, "host"),
            Database = Text(said, "database"),
            Role = said.Get("user")?.AsString,
            Publication = said.Get("publicationName")?.AsString,
            Slot = said.Get("slotName")?.AsString,
            WatermarksTable = said.Get("watermarksTable")?.AsString,
            Tables = Texts(said, "tables"),
            Discovered = [.. discovered, .. Texts(said, "discovered")],
            Findings = [.. Maps(said, "findings").Select(f => Finding.Of(f, tables))],
            NotChecked = [.. Maps(said, "notChecked").Select(Gap.Of)],
            IsStrict = isStrict,
        };

    internal static string Text(PropertyMap map, string name) => map.Get(name)?.AsString ?? "";

    internal static IReadOnlyList<string> Texts(PropertyMap map, string name) =>
        [.. (map.Get(name)?.AsArray ?? []).Select(static v => v.AsString ?? "")];

    private static IEnumerable<PropertyMap> Maps(PropertyMap map, string name) =>
        (map.Get(name)?.AsArray ?? []).Select(static v => v.AsObject).OfType<PropertyMap>();
}
