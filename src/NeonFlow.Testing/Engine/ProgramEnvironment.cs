using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>The environment of a program, as <c>pulumi-language-dotnet</c> sets it.</summary>
internal static class ProgramEnvironment
{
    public static Dictionary<string, string> Of(ProgramStart start)
    {
        var config = new JsonObject();
        foreach (var (key, value) in start.Config)
        {
            config[key] = value.Value;
        }

        return new(StringComparer.Ordinal)
        {
            ["PULUMI_MONITOR"] = start.MonitorAddress,
            ["PULUMI_ENGINE"] = start.EngineAddress,
            ["PULUMI_PROJECT"] = start.Project,
            ["PULUMI_STACK"] = start.Stack,
            ["PULUMI_ORGANIZATION"] = start.Organization,
            ["PULUMI_PWD"] = start.RootDirectory,
            ["PULUMI_ROOT_DIRECTORY"] = start.RootDirectory,
            ["PULUMI_DRY_RUN"] = start.Preview ? "true" : "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = start.Parallel.ToString(CultureInfo.InvariantCulture),
            ["PULUMI_TRACING"] = "",
            ["PULUMI_CONFIG"] = config.ToJsonString(PropertyJson.Compact),
            ["PULUMI_CONFIG_SECRET_KEYS"] = new JsonArray([
                .. start.Config.Where(c => c.Value.Secret).Select(c => (JsonNode)c.Key),
            ]).ToJsonString(PropertyJson.Compact),
        };
    }

    /// <summary>What <c>pulumi-language-dotnet</c> makes of an exit code; 32 says that the program reported its failure itself.</summary>
    public static ProgramExit Exit(int code) =>
        code switch
        {
            0 => new(null, false),
            32 => new(null, true),
            _ => new($"Program exited with non-zero exit code: {(code > 128 ? -1 : code).ToString(CultureInfo.InvariantCulture)}", false),
        };
}
