namespace Pulumi.Serialization;

internal sealed record Serialized(
    Dictionary<string, object?> Values,
    Dictionary<string, HashSet<Resource>> Dependencies,
    bool ContainsUnknowns,
    bool ContainsSecrets
)
{
    public IEnumerable<Resource> AllDependencies => Dependencies.Values.SelectMany(resources => resources);
}
