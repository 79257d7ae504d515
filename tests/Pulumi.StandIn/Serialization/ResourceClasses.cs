using System.Collections.Concurrent;
using System.Reflection;

namespace Pulumi.Serialization;

/// <summary>Resource classes by the type token that their <see cref="ResourceTypeAttribute"/> names.</summary>
internal static class ResourceClasses
{
    private static readonly ConcurrentDictionary<(string Type, string Version), ConstructorInfo?> Known = new();

    public static Resource Make(string urn, string version)
    {
        var parts = urn.Split("::", 4);
        var type = parts[2].Split('$')[^1];
        if (Known.GetOrAdd((type, version), Find) is not { } constructor)
        {
            return new ReferencedResource(urn);
        }

        object options = typeof(CustomResource).IsAssignableFrom(constructor.DeclaringType)
            ? new CustomResourceOptions { Urn = urn }
            : new ComponentResourceOptions { Urn = urn };
        return (Resource)constructor.Invoke([parts[3], null, options]);
    }

    private static ConstructorInfo? Find((string Type, string Version) wanted)
    {
        var found =
            from assembly in AppDomain.CurrentDomain.GetAssemblies()
            where
                !assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(name => name.Name == typeof(Resource).Assembly.GetName().Name)
            from type in Loadable(assembly)
            where typeof(Resource).IsAssignableFrom(type)
            let attribute = type.GetCustomAttribute<ResourceTypeAttribute>()
            where attribute?.Type == wanted.Type
            let constructor = type.GetConstructors().SingleOrDefault(candidate => candidate.GetParameters().Length == 3)
            where constructor is not null
            orderby attribute.Version == wanted.Version descending, attribute.Version descending
            select constructor;
        return found.FirstOrDefault();
    }

    private static IEnumerable<Type> Loadable(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }
}
