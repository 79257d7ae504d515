using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf;
using Pulumi.Serialization;

namespace Pulumi;

public abstract class InputArgs
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<Member> _members;

    protected InputArgs() => _members = MembersOf(GetType());

    internal virtual async Task<ImmutableDictionary<string, object?>> ToDictionaryAsync()
    {
        var result = ImmutableDictionary.CreateBuilder<string, object?>();
        foreach (var member in _members)
        {
            var fullName = $"[Input] {GetType().FullName}.{member.Name}";
            var value = member.Read(this);
            if (member.Attribute.IsRequired && value is null)
            {
                throw new ArgumentNullException(member.Name, $"{fullName} is required but was not given a value");
            }

            result.Add(
                member.Attribute.Name,
                value is null || !member.Attribute.Json ? value : await ToJsonAsync(fullName, value).ConfigureAwait(false)
            );
        }

        return result.ToImmutable();
    }

    private static async Task<object?> ToJsonAsync(string context, object value)
    {
        var serializer = new Serializer(keepResources: false, keepOutputValues: false) { BareSecrets = true };
        var plain = await serializer.SerializeAsync(context, value).ConfigureAwait(false);
        return plain is null
            ? null
            : new Output<string>(
                new OutputData<string>(
                    [.. serializer.Dependencies],
                    JsonFormatter.Default.Format(Structs.ToValue(plain)),
                    !serializer.ContainsUnknowns,
                    serializer.ContainsSecrets
                )
            );
    }

    private static List<Member> MembersOf(Type type)
    {
        var members = new List<Member>();
        for (var current = type; current is not null && current != typeof(InputArgs); current = current.BaseType)
        {
            foreach (var field in current.GetFields(Declared))
            {
                if (field.GetCustomAttribute<InputAttribute>() is { } attribute)
                {
                    members.Add(new(attribute, field.Name, field.GetValue));
                }
            }

            foreach (var property in current.GetProperties(Declared))
            {
                if (property.GetCustomAttribute<InputAttribute>() is { } attribute)
                {
                    members.Add(new(attribute, property.Name, property.GetValue));
                }
            }
        }

        return members;
    }

    private sealed record Member(InputAttribute Attribute, string Name, Func<object, object?> Read);
}
