using YamlDotNet.RepresentationModel;

namespace NeonFlow.Testing.Engine;

/// <summary>What a program folder's Pulumi.yaml says.</summary>
/// <remarks>In pulumi/pulumi: Project (sdk/go/common/workspace/project.go).</remarks>
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

        var root = Yaml.Root(path) ?? throw new EngineException($"{path} is empty: it must name the project and its runtime");
        var name = Yaml.Text(root, "name") ?? throw new EngineException($"{path} has no `name`");
        var runtime = Yaml.Child(root, "runtime");
        var runtimeName =
            runtime is YamlScalarNode scalar ? scalar.Value ?? ""
            : runtime is YamlMappingNode map ? Yaml.Text(map, "name") ?? ""
            : "";
        if (runtimeName != "dotnet")
        {
            throw new EngineException($"{path} says runtime '{runtimeName}'; the test engine runs programs with `runtime: dotnet`");
        }

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (runtime is YamlMappingNode described && Yaml.Child(described, "options") is YamlMappingNode given)
        {
            foreach (var (key, value) in given)
            {
                options[((YamlScalarNode)key).Value ?? ""] = (value as YamlScalarNode)?.Value ?? "";
            }
        }

        var providers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Yaml.Child(root, "plugins") is YamlMappingNode plugins && Yaml.Child(plugins, "providers") is YamlSequenceNode list)
        {
            foreach (var plugin in list.OfType<YamlMappingNode>())
            {
                if (Yaml.Text(plugin, "name") is { } package && Yaml.Text(plugin, "path") is { } file)
                {
                    providers[package] = Path.GetFullPath(file, directory);
                }
            }
        }

        return new(name, Path.GetFullPath(directory), runtimeName, options, providers);
    }

    /// <summary>The config file of a stack, whether it exists or not.</summary>
    public StackConfigFile ConfigOf(string stack) => new(Directory, Name, stack);

    /// <summary>Gives the stack's own file, if there is one, the name that belongs to the renamed stack.</summary>
    public void RenameStackConfig(string from, string to)
    {
        var path = ConfigOf(from).Path;
        if (File.Exists(path))
        {
            File.Move(path, ConfigOf(to).Path);
        }
    }
}
