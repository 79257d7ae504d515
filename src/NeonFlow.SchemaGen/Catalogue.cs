using System.Reflection;
using NeonFlow.Provider;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.SchemaGen;

/// <summary>Every shape of the provider, in the order of tokens: the one source of all that is derived.</summary>
internal sealed class Catalogue
{
    private Catalogue(IReadOnlyList<ResourceEntry> resources, IReadOnlyList<FunctionEntry> functions, string preflightProse, XmlDocs docs)
    {
        PreflightProse = preflightProse;
        Resources = resources;
        Functions = functions;
        Docs = docs;
    }

    public IReadOnlyList<ResourceEntry> Resources { get; }

    public IReadOnlyList<FunctionEntry> Functions { get; }

    /// <summary>What people write above the table of the preflight's rules.</summary>
    public string PreflightProse { get; }

    public ShapeInfo Settings { get; } = ShapeInfo.Of<Settings>();

    public XmlDocs Docs { get; }

    public string Version { get; } =
        typeof(Settings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Catalogue Read(string repository)
    {
        // Keyed by folder: two areas may have a thing of one name.
        var provider = Path.Combine(repository, "src", "NeonFlow.Provider");
        var prose = Texts(provider, ".md");
        var examples = Texts(Path.Combine(provider, "Resources"), ".json");
        return new(
            [
                .. Registry
                    .ResourceTokens.Select(t => (Token: t, Shape: Registry.ShapeOf(t), Parts: t.Split(':')))
                    .Select(r => (r.Token, r.Shape, File: $"{r.Parts[1]}/{r.Parts[2]}/{r.Parts[2]}".ToLowerInvariant()))
                    .Select(r => new ResourceEntry(r.Token, r.Shape, prose.GetValueOrDefault($"resources/{r.File}"))
                    {
                        Example = examples.TryGetValue(r.File, out var example) ? Example.Read(r.Token, r.Shape, example) : null,
                    }),
            ],
            [
                .. Registry
                    .FunctionTokens.Select(t => (Token: t, Shapes: Registry.ShapesOf(t)))
                    .Select(f => new FunctionEntry(
                        f.Token,
                        f.Shapes.Args,
                        f.Shapes.Result,
                        prose.GetValueOrDefault($"functions/{f.Shapes.Args.Type.Name}".ToLowerInvariant())
                    )),
            ],
            prose["pipeline/preflight"],
            XmlDocs.Of(typeof(Settings).Assembly)
        );
    }

    private static Dictionary<string, string> Texts(string folder, string extension) =>
        Directory
            .EnumerateFiles(folder, "*" + extension, SearchOption.AllDirectories)
            .ToDictionary(
                f => Path.ChangeExtension(Path.GetRelativePath(folder, f), null).Replace('\\', '/').ToLowerInvariant(),
                static f => File.ReadAllText(f).Replace("\r\n", "\n", StringComparison.Ordinal).Trim()
            );

    /// <summary>Every diagnostic code there is, by number.</summary>
    public static IReadOnlyList<DiagnosticCode> DiagnosticCodes() =>
        [
            .. typeof(Settings)
                .Assembly.GetTypes()
                .SelectMany(static t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(static f => f.FieldType == typeof(DiagnosticCode))
                .Select(static f => (DiagnosticCode)f.GetValue(null)!)
                .OrderBy(static c => c.Id, StringComparer.Ordinal),
        ];

    /// <summary>Nested records and enums, with the roles in which they are used.</summary>
    public IReadOnlyList<TypeEntry> Types()
    {
        var found = new SortedDictionary<string, TypeEntry>(StringComparer.Ordinal);
        foreach (var resource in Resources)
        {
            foreach (var property in resource.Shape.Properties)
            {
                Visit(property.Value, property.IsInput, property.InState);
            }
        }

        foreach (var function in Functions)
        {
            foreach (var property in function.Args.Properties)
            {
                Visit(property.Value, input: true, output: false);
            }

            foreach (var property in function.Result.Properties)
            {
                Visit(property.Value, input: false, output: true);
            }
        }

        return [.. found.Values];

        void Visit(ValueShape value, bool input, bool output)
        {
            if (value.Element is { } element)
            {
                Visit(element, input, output);
            }

            if (value.Kind is not (ValueKind.Object or ValueKind.Enum))
            {
                return;
            }

            var token = TokenOf(value.Clr);
            found.TryGetValue(token, out var known);
            var entry = known ?? new TypeEntry(token, value);
            found[token] = entry with { InInputs = entry.InInputs || input, InOutputs = entry.InOutputs || output };
            if (value.Object is { } shape)
            {
                foreach (var property in shape.Properties)
                {
                    Visit(property.Value, input, output);
                }
            }
        }
    }

    public static string TokenOf(Type type) =>
        type.GetCustomAttribute<ObjectTypeAttribute>()?.Token
        ?? throw new InvalidOperationException($"{type} is used in a shape and needs [ObjectType(token)].");

    /// <summary>Whether the program may count on a value being there.</summary>
    public static bool IsRequired(PropertyShape property, bool asOutput)
    {
        if (!asOutput)
        {
            return property.IsRequiredInput;
        }

        var type = property.Member.PropertyType;
        return property.IsRequired
            || property.IsAlwaysFilled
            || property.Default is not null
            || property.DefaultName is not null
            || (
                type.IsValueType
                    ? Nullable.GetUnderlyingType(type) is null
                    : new NullabilityInfoContext().Create(property.Member).ReadState == NullabilityState.NotNull
            );
    }
}
