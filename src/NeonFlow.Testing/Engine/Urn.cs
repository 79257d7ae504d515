namespace NeonFlow.Testing.Engine;

/// <summary>A resource's name in the engine: <c>urn:pulumi:stack::project::qualified type::name</c>.</summary>
/// <remarks>In pulumi/pulumi: URN (sdk/go/common/resource/urn/urn.go).</remarks>
public readonly record struct Urn
{
    private const string Prefix = "urn:pulumi:";

    /// <summary>An empty text is no URN, the same as the default value.</summary>
    public Urn(string text) => Text = string.IsNullOrEmpty(text) ? null! : text;

    /// <summary>The type of a stack's root resource.</summary>
    public const string StackType = "pulumi:pulumi:Stack";

    /// <summary>What the types of provider resources begin with.</summary>
    public const string ProviderTypePrefix = "pulumi:providers:";

    /// <summary>The whole URN.</summary>
    public string Text
    {
        get => field ?? "";
    }

    /// <summary>Whether this is no URN.</summary>
    public bool IsEmpty => Text.Length == 0;

    /// <summary>The name of the stack.</summary>
    public string Stack => Part(0);

    /// <summary>The name of the project.</summary>
    public string Project => Part(1);

    /// <summary>The types of the parents and its own, joined by <c>$</c>.</summary>
    public string QualifiedType => Part(2);

    /// <summary>The resource's own type.</summary>
    public string Type => QualifiedType[(QualifiedType.LastIndexOf('$') + 1)..];

    /// <summary>The logical name; it may hold <c>::</c> itself.</summary>
    public string Name => Part(3);

    /// <summary>Whether this is the stack's root resource.</summary>
    public bool IsStack => QualifiedType == StackType;

    /// <summary>Whether this is a provider resource.</summary>
    public bool IsProvider => Type.StartsWith(ProviderTypePrefix, StringComparison.Ordinal);

    /// <summary>Whether this is a provider that the engine made by itself.</summary>
    public bool IsDefaultProvider => IsProvider && Name.StartsWith("default", StringComparison.Ordinal);

    /// <summary>The URN of a resource; the stack adds nothing to the types of its children.</summary>
    public static Urn Create(string stack, string project, string parentQualifiedType, string type, string name) =>
        new($"{Prefix}{stack}::{project}::{(parentQualifiedType is "" or StackType ? type : parentQualifiedType + "$" + type)}::{name}");

    /// <summary>The URN with another name.</summary>
    internal Urn Renamed(string name) => Create(Stack, Project, "", QualifiedType, name);

    /// <summary>The whole URN.</summary>
    public override string ToString() => Text;

    /// <summary>The URN as an argument of a shell.</summary>
    internal string Quoted => OperatingSystem.IsWindows() ? $"\"{Text}\"" : $"'{Text}'";

    private string Part(int index)
    {
        if (!Text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return "";
        }

        var parts = Text[Prefix.Length..].Split("::", 4);
        return index < parts.Length ? parts[index] : "";
    }
}
