using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>
/// The members of a resource class that carry <c>[Output]</c>: how they are found, filled with pending outputs and settled.
/// </summary>
internal static class OutputProperties
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IDictionary<string, object?> Of(ComponentResource component) =>
        Declared(component).ToDictionary(output => output.Name, output => output.Value);

    public static List<(string Name, object? Value)> Declared(ComponentResource component) =>
        [
            .. from property in component.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            let attribute = property.GetCustomAttribute<OutputAttribute>()
            where attribute is not null && property.Name != nameof(Resource.Urn)
            select (attribute.Name ?? property.Name, property.GetValue(component)),
        ];

    public static Dictionary<string, PendingOutput> Prepare(Resource resource)
    {
        var pending = new Dictionary<string, PendingOutput>();
        foreach (var property in resource.GetType().GetProperties(Members))
        {
            if (property.GetCustomAttribute<OutputAttribute>() is not { } attribute)
            {
                continue;
            }

            var fullName = $"[Output] {resource.GetType().FullName}.{property.Name}";
            var type = property.PropertyType;
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Output<>))
            {
                throw new InvalidOperationException($"{fullName} was not an Output<T>");
            }

            var setter =
                property.DeclaringType!.GetProperty(property.Name, Members)?.GetSetMethod(nonPublic: true)
                ?? throw new InvalidOperationException($"{fullName} did not contain a 'set' method");
            var target = type.GenericTypeArguments[0];
            Converter.CheckTargetType(fullName, target, []);
            var output = (PendingOutput)Activator.CreateInstance(typeof(PendingOutput<>).MakeGenericType(target), resource)!;
            setter.Invoke(resource, [output.Output]);
            pending[attribute.Name ?? property.Name] = output;
        }

        return pending;
    }
}
