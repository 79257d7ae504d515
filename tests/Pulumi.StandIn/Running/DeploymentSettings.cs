using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi;

/// <summary>What the engine tells a program through its environment.</summary>
internal sealed record DeploymentSettings(
    string Project,
    string Stack,
    string Organization,
    bool IsDryRun,
    string? RootDirectory,
    ImmutableDictionary<string, string> Config
)
{
    public bool AcceptResources { get; } =
        Variable("PULUMI_DISABLE_RESOURCE_REFERENCES") is not { } flag
        || !(flag == "1" || flag.Equals("true", StringComparison.OrdinalIgnoreCase));

    public static (DeploymentSettings Settings, string Monitor, string Engine) Read()
    {
        var monitor = Required("PULUMI_MONITOR");
        var engine = Required("PULUMI_ENGINE");
        var project = Required("PULUMI_PROJECT");
        var stack = Required("PULUMI_STACK");
        if (
            !bool.TryParse(Variable("PULUMI_DRY_RUN"), out var isDryRun)
            || !bool.TryParse(Variable("PULUMI_QUERY_MODE"), out _)
            || !int.TryParse(Variable("PULUMI_PARALLEL"), out _)
        )
        {
            throw NoEngine();
        }

        return (
            new(
                project,
                stack,
                Variable("PULUMI_ORGANIZATION") ?? "organization",
                isDryRun,
                Variable("PULUMI_ROOT_DIRECTORY"),
                ConfigOfThisProcess()
            ),
            monitor,
            engine
        );
    }

    private static string Required(string name) => Variable(name) ?? throw NoEngine();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static InvalidOperationException NoEngine() =>
        new("Program run without the Pulumi engine available; re-run using the `pulumi` CLI");

    public static ImmutableDictionary<string, string> ConfigOfThisProcess()
    {
        var result = ImmutableDictionary.CreateBuilder<string, string>();
        if (Variable("PULUMI_CONFIG") is { } json)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                result[CleanKey(property.Name)] = property.Value.ToString();
            }
        }

        return result.ToImmutable();
    }

    private static string CleanKey(string key)
    {
        const string infix = "config:";
        var colon = key.IndexOf(':');
        return colon > 0 && key[(colon + 1)..].StartsWith(infix, StringComparison.Ordinal)
            ? key[..(colon + 1)] + key[(colon + 1 + infix.Length)..]
            : key;
    }
}
