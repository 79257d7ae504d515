using System.CommandLine;
using NeonFlow.Cli.Providers;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary>The provider that a command starts for itself, and the settings that it gives it.</summary>
internal static class ProviderOptions
{
    public static readonly Option<FileInfo?> Executable = new("--provider")
    {
        Description = "The provider executable. Default: NEONFLOW_PROVIDER, then a build of this checkout, then PATH.",
    };
    public static readonly Option<string?> Stack = new("--stack", "-s")
    {
        Description = "Takes the provider's settings from this stack's config. Default: the environment only, as NEON_API_KEY.",
    };

    /// <summary>Starts it with the settings of the stack that is named, if one is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="more">Settings of the command's own.</param>
    public static Task<ProviderSession> StartAsync(ParseResult parsed, params (string Name, PropertyValue Value)[] more)
    {
        var settings = Settings(parsed);
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return ProviderSession.StartAsync(ProviderLocation.Find(parsed.GetValue(Executable)?.FullName), new(settings));
    }

    private static Dictionary<string, PropertyValue> Settings(ParseResult parsed)
    {
        const string own = "neonflow:";
        var settings = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        if (parsed.GetValue(Stack) is not { } stack)
        {
            return settings;
        }

        var config = ProjectFile.Load(StackOptions.Folder(parsed)).ConfigOf(stack);
        if (!File.Exists(config.Path))
        {
            throw new EngineException($"the stack {stack} has no config: there is no {config.Path}");
        }

        foreach (var (key, value) in config.Read(StackOptions.Passphrase))
        {
            // Whether something that was not looked at is an error, the command line says.
            if (key.StartsWith(own, StringComparison.Ordinal) && key != $"{own}strict")
            {
                settings[key[own.Length..]] = value.Secret ? new SecretValue(value.Value) : value.Value;
            }
        }

        return settings;
    }
}
