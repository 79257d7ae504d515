#if PULUMI_STANDIN
using System.Reflection;
using System.Text.RegularExpressions;
using Pulumi;

namespace PulumiSdkTests;

/// <summary>Whatever compiles against the stand-in must exist in the real package.</summary>
public partial class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Assembly_has_the_name_and_version_of_the_real_one() =>
        Assert.Equal(
            ("Pulumi", new Version(3, 0, 0, 0)),
            (typeof(Output).Assembly.GetName().Name, typeof(Output).Assembly.GetName().Version)
        );

    [Fact]
    public void Every_public_member_exists_in_the_real_package()
    {
        var real = Listed();
        var strange = new List<string>();
        foreach (var type in typeof(Output).Assembly.GetExportedTypes())
        {
            var name = TypeName(type);
            if (typeof(Delegate).IsAssignableFrom(type))
            {
                if (!real.ContainsKey(name))
                {
                    strange.Add($"delegate {name}");
                }

                continue;
            }

            if (!real.TryGetValue(name, out var entry))
            {
                strange.Add($"type {name}");
                continue;
            }

            if (entry.Kind != Kind(type))
            {
                strange.Add($"{name}: {Kind(type)} instead of {entry.Kind}");
            }

            if (!entry.Bases.SetEquals(Bases(type)))
            {
                strange.Add($"{name}: bases {string.Join(", ", Bases(type))} instead of {string.Join(", ", entry.Bases)}");
            }

            foreach (var member in Members(type).Select(Plain).Where(member => !entry.Members.Contains(member)))
            {
                strange.Add($"{name}: {member}");
            }
        }

        Assert.Empty(strange);
    }

    [Fact]
    public void Types_without_an_out_of_scope_part_are_complete()
    {
        // Transforms of invokes and hooks are not part of the stand-in.
        var real = Listed();
        var missing = typeof(Output)
            .Assembly.GetExportedTypes()
            .Where(type => !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type =>
                real[TypeName(type)].Members.Except(Members(type).Select(Plain)).Select(member => $"{TypeName(type)}: {member}")
            )
            .Where(member => !OutOfScope().IsMatch(member));
        Assert.Empty(missing);
    }

    [GeneratedRegex("InvokeTransforms|Hook|AwaitPendingRegistrations|RegisterInvokeTransform")]
    private static partial Regex OutOfScope();

    private static Dictionary<string, (string Kind, HashSet<string> Bases, HashSet<string> Members)> Listed()
    {
        var result = new Dictionary<string, (string, HashSet<string>, HashSet<string>)>();
        HashSet<string>? members = null;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "PublicAPI.reflected-3.112.1.txt")))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                members?.Add(Plain(line.Trim()));
            }
            else if (Header().Match(line) is { Success: true } header)
            {
                members = [];
                var bases = header.Groups["bases"].Value is { Length: > 0 } list ? Split(list) : [];
                result[header.Groups["name"].Value] = (header.Groups["kind"].Value.Trim(), [.. bases.Select(Plain)], members);
            }
            else if (DelegateHeader().Match(line) is { Success: true } @delegate)
            {
                result[@delegate.Groups["name"].Value] = ("delegate", [], []);
            }
        }

        return result;
    }

    [GeneratedRegex(
        @"^(?<kind>(?:(?:static|sealed|abstract|readonly) )*(?:class|struct|interface|enum)) "
            + @"(?<name>[\w.]+(?:<[\w, ]+>)?)(?: : (?<bases>.*))?$"
    )]
    private static partial Regex Header();

    [GeneratedRegex(@"^delegate .*? (?<name>Pulumi\.\w+)\(")]
    private static partial Regex DelegateHeader();

    private static IEnumerable<string> Split(string list)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                yield return list[start..i].Trim();
                start = i + 1;
            }
            else
            {
                depth +=
                    list[i] == '<' ? 1
                    : list[i] == '>' ? -1
                    : 0;
            }
        }
    }

    // Nullable annotations and the order of modifiers are no part of a binary contract.
    private static string Plain(string member) => NotContract().Replace(member, "");

    [GeneratedRegex(@"\?(?=[^\w]|\s\w)|\[[A-Z]\w*\([^\]]*\)\] |virtual |override |readonly | where .*$")]
    private static partial Regex NotContract();

    private static string Kind(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.IsValueType ? "readonly struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static HashSet<string> Bases(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Where(i => i.IsPublic).Select(TypeName).ToHashSet();
        if (type.BaseType is { } own && own != typeof(object) && own != typeof(ValueType) && !type.IsInterface)
        {
            bases.Add(TypeName(own));
        }

        return [.. bases.Select(Plain)];
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(Visible))
        {
            yield return $"{Access(constructor)}{Bare(type)}({Parameters(constructor)})";
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return $"{(field.IsStatic ? "static " : "")}{TypeName(field.FieldType)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var get = property.GetMethod is { } getter && Visible(getter);
            var set = property.SetMethod is { } setter && Visible(setter);
            if (get || set)
            {
                var isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic;
                var index = property.GetIndexParameters() is { Length: > 0 } keys
                    ? $"this[{string.Join(", ", keys.Select(key => $"{TypeName(key.ParameterType)} {key.Name}"))}]"
                    : property.Name;
                var accessors = (get ? "get; " : "") + (set ? "set; " : "");
                yield return $"{(isStatic ? "static " : "")}{TypeName(property.PropertyType)} {index} {{ {accessors}}}";
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(method => Visible(method)))
        {
            if (method.Name is "op_Implicit")
            {
                yield return $"static implicit operator {TypeName(method.ReturnType)}({Parameters(method)})";
            }
            else if (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            {
                var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName))}>" : "";
                var access = Access(method) + (method.IsStatic ? "static " : "");
                yield return $"{access}{TypeName(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
            }
        }
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(
                    (parameter, i) =>
                    {
                        var extension =
                            i == 0 && method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute)) ? "this " : "";
                        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
                        var value = parameter.HasDefaultValue ? $" = {Default(parameter.DefaultValue)}" : "";
                        return $"{extension}{many}{TypeName(parameter.ParameterType)} {parameter.Name}{value}";
                    }
                )
        );

    private static string Default(object? value) =>
        value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            _ => value.ToString()!,
        };

    private static string TypeName(Type type)
    {
        if (type.IsByRef)
        {
            return TypeName(type.GetElementType()!) + "&";
        }

        if (type.IsArray)
        {
            return TypeName(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return TypeName(underlying);
        }

        var simple = Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Int32 when !type.IsEnum => "int",
            TypeCode.Double => "double",
            TypeCode.Byte => "byte",
            TypeCode.String => "string",
            _ => type == typeof(object) ? "object"
            : type == typeof(void) ? "void"
            : null,
        };
        if (simple is not null)
        {
            return simple;
        }

        var name =
            type.Namespace is "System.Threading.Tasks" or "System.Collections.Generic" or "System.Collections.Immutable" ? Bare(type)
            : type.IsNested ? $"{TypeName(type.DeclaringType!)}.{Bare(type)}"
            : $"{type.Namespace}.{Bare(type)}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : name;
    }
}
#endif
