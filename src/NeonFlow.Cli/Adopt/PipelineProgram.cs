using System.Text;

namespace NeonFlow.Cli.Adopt;

/// <summary>The files of a program that declares a pipeline which runs already.</summary>
/// <param name="name">Logical name of the component.</param>
/// <param name="pipeline">The pipeline.</param>
/// <param name="branch">Branch that was asked for; null: the project's default.</param>
internal sealed class PipelineProgram(string name, RunningPipeline pipeline, string? branch)
{
    private const int Widest = 120;
    private const string Indent = "            ";

    /// <summary><c>Program.cs</c>.</summary>
    public string Code()
    {
        var text = new StringBuilder();
        text.Append("using NeonFlow.Cdc;\n");
        if (pipeline.SslMode is not null)
        {
            text.Append("using NeonFlow.Cdc.Estuary;\n");
        }

        text.Append(
            $$"""
            using Pulumi;

            return await Deployment.RunAsync(() =>
            {
                var config = new Config();
                var pipeline = new NeonToEstuary(
                    {{Literal(name)}},
                    new()
                    {

            """
        );
        foreach (var line in Inputs())
        {
            text.Append(Indent).Append(line).Append('\n');
        }

        var outputs = $$"""{ ["capture"] = pipeline.CaptureName, ["collections"] = pipeline.Collections }""";
        text.Append(
            $$"""
                    }
                );
                return new Dictionary<string, object?> {{outputs}};
            });

            """
        );
        return text.ToString();
    }

    /// <summary>The project file.</summary>
    /// <param name="version">Version of the package.</param>
    public static string ProjectFile(string version) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NeonFlow.Pulumi" Version="{version}" />
              </ItemGroup>
            </Project>

            """;

    /// <summary><c>Pulumi.yaml</c>.</summary>
    /// <param name="project">Name of the Pulumi project.</param>
    public static string PulumiFile(string project) => $"name: {project}\nruntime: dotnet\n";

    private IEnumerable<string> Inputs()
    {
        yield return "ProjectId = config.Require(\"projectId\"),";
        if (branch is not null)
        {
            yield return $"BranchId = {Literal(branch)},";
        }

        yield return $"Database = {Literal(pipeline.Database)},";
        foreach (var line in List("Tables", [.. pipeline.Tables.Select(Literal)]))
        {
            yield return line;
        }

        yield return $"Prefix = {Literal(pipeline.Prefix)},";
        yield return "// What exists already is written down under the names that it has.";
        yield return $"RoleName = {Literal(pipeline.User)},";
        yield return $"PublicationName = {Literal(pipeline.Publication)},";
        yield return $"SlotName = {Literal(pipeline.Slot)},";
        yield return $"WatermarksTable = {Literal(pipeline.WatermarksTable)},";
        yield return $"CaptureName = {Literal(pipeline.CaptureName)},";
        foreach (var line in List("Targets", Entries(pipeline.Targets)).Concat(List("Modes", Entries(pipeline.Modes))))
        {
            yield return line;
        }

        if (pipeline.OtherAddress is { } address)
        {
            yield return $"Address = {Literal(address)},";
        }

        if (pipeline.SslMode is { } mode)
        {
            yield return $"SslMode = CaptureSslMode.{Pascal(mode)},";
        }

        if (pipeline.Connector is { } image)
        {
            yield return $"Connector = {Literal(image)},";
        }

        if (pipeline.HistoryMode)
        {
            yield return "HistoryMode = true,";
        }

        yield return "Adopt = config.GetBoolean(\"adopt\") ?? false, // for the first up alone";
    }

    private static IReadOnlyList<string> Entries(IReadOnlyDictionary<string, string> map) =>
        [.. map.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => $"[{Literal(m.Key)}] = {Literal(m.Value)}")];

    private static IEnumerable<string> List(string input, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var line = $"{input} = {{ {string.Join(", ", items)} }},";
        return Indent.Length + line.Length <= Widest ? [line] : [$"{input} =", "{", .. items.Select(static i => $"    {i},"), "},"];
    }

    private static string Pascal(string words) =>
        string.Concat(words.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static string Literal(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
