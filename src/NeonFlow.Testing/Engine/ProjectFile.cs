using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NeonFlow.Testing.Engine;

/// <summary>What a program folder's Pulumi.yaml says.</summary>
internal sealed record ProjectFile(
    string Name,
    string Directory,
    string Runtime,
    IReadOnlyDictionary<string, string> RuntimeOptions,
    IReadOnlyDictionary<string, string> Providers
)
{
    public static ProjectFile Load(string directory)
    {
        var path = Path.Combine(directory, "Pulumi.yaml");
        if (!File.Exists(path))
        {
            throw new EngineException($"no Pulumi.yaml in {directory}: a Pulumi program has one, with its name and `runtime: dotnet`");
        }

        var root = Root(path) ?? throw new EngineException($"{path} is empty: it must name the project and its runtime");
        var name = Text(root, "name") ?? throw new EngineException($"{path} has no `name`");
        var runtime = Child(root, "runtime");
        var runtimeName =
            runtime is YamlScalarNode scalar ? scalar.Value ?? ""
            : runtime is YamlMappingNode map ? Text(map, "name") ?? ""
            : "";
        if (runtimeName != "dotnet")
        {
            throw new EngineException($"{path} says runtime '{runtimeName}'; the test engine runs programs with `runtime: dotnet`");
        }

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (runtime is YamlMappingNode described && Child(described, "options") is YamlMappingNode given)
        {
            foreach (var (key, value) in given)
            {
                options[((YamlScalarNode)key).Value ?? ""] = (value as YamlScalarNode)?.Value ?? "";
            }
        }

        var providers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Child(root, "plugins") is YamlMappingNode plugins && Child(plugins, "providers") is YamlSequenceNode list)
        {
            foreach (var plugin in list.OfType<YamlMappingNode>())
            {
                if (Text(plugin, "name") is { } package && Text(plugin, "path") is { } file)
                {
                    providers[package] = Path.GetFullPath(file, directory);
                }
            }
        }

        return new(name, Path.GetFullPath(directory), runtimeName, options, providers);
    }

    /// <summary>The plain config of the stack's own file, if the program folder has one.</summary>
    public IReadOnlyDictionary<string, ConfigValue> StackConfig(string stack)
    {
        var path = Path.Combine(Directory, $"Pulumi.{stack}.yaml");
        var config = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
        if (File.Exists(path) && Root(path) is { } root && Child(root, "config") is YamlMappingNode map)
        {
            foreach (var (key, value) in map)
            {
                var name = ((YamlScalarNode)key).Value ?? "";
                config[name.Contains(':', StringComparison.Ordinal) ? name : $"{Name}:{name}"] = value switch
                {
                    YamlScalarNode text => text.Value ?? "",
                    YamlMappingNode secret when Child(secret, "secure") is not null => throw new EngineException(
                        $"{path}: {name} is encrypted for the pulumi CLI; give its value to the test engine as a secret config value "
                            + "instead"
                    ),
                    _ => throw new EngineException($"{path}: {name} is not a plain value; give it to the test engine as JSON text"),
                };
            }
        }

        return config;
    }

    /// <summary>Gives the stack's own file, if there is one, the name that belongs to the renamed stack.</summary>
    public void RenameStackConfig(string from, string to)
    {
        var path = Path.Combine(Directory, $"Pulumi.{from}.yaml");
        if (File.Exists(path))
        {
            File.Move(path, Path.Combine(Directory, $"Pulumi.{to}.yaml"));
        }
    }

    private static YamlMappingNode? Root(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode as YamlMappingNode;
        }
        catch (YamlException failure)
        {
            throw new EngineException($"{path} is not YAML: {failure.Message}", failure);
        }
    }

    private static YamlNode? Child(YamlMappingNode map, string name) =>
        map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlMappingNode map, string name) => (Child(map, name) as YamlScalarNode)?.Value;
}
