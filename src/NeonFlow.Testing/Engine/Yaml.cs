using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NeonFlow.Testing.Engine;

/// <summary>YAML files of a program folder.</summary>
internal static class Yaml
{
    /// <summary>The map that a file is; null where it is empty or something else.</summary>
    public static YamlMappingNode? Root(string path)
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

    public static YamlNode? Child(YamlMappingNode map, string name) =>
        map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    public static string? Text(YamlMappingNode map, string name) => (Child(map, name) as YamlScalarNode)?.Value;
}
