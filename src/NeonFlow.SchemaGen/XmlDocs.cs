using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NeonFlow.SchemaGen;

/// <summary>The summaries of an assembly's XML documentation, as Markdown and as C# documentation text.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _summaries;

    private XmlDocs(Dictionary<string, XElement> summaries) => _summaries = summaries;

    public static XmlDocs Of(Assembly assembly)
    {
        var document = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        return new(
            document
                .Descendants("member")
                .Where(static m => m.Element("summary") is not null)
                .ToDictionary(static m => m.Attribute("name")!.Value, static m => m.Element("summary")!, StringComparer.Ordinal)
        );
    }

    public string Markdown(Type type) => ToMarkdown(Find($"T:{type.FullName!.Replace('+', '.')}"));

    public string Markdown(MemberInfo member) => ToMarkdown(Find(Key(member)));

    public string CSharp(Type type) => ToCSharp(Find($"T:{type.FullName!.Replace('+', '.')}"));

    public string CSharp(MemberInfo member) => ToCSharp(Find(Key(member)));

    private static string Key(MemberInfo member) =>
        (member is FieldInfo ? "F:" : "P:") + member.DeclaringType!.FullName!.Replace('+', '.') + "." + member.Name;

    private XElement Find(string key) =>
        _summaries.TryGetValue(key, out var summary)
            ? summary
            : throw new InvalidOperationException(
                $"{key} has no <summary>; every public part of a shape needs one, because it becomes the user's documentation."
            );

    private static string ToMarkdown(XElement summary) => Text(summary, static code => $"`{code}`");

    private static string ToCSharp(XElement summary) =>
        Text(summary, static code => $"\u0001{code}\u0002")
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\u0001", "<c>", StringComparison.Ordinal)
            .Replace("\u0002", "</c>", StringComparison.Ordinal);

    private static string Text(XElement summary, Func<string, string> code)
    {
        var text = string.Concat(
            summary
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XText t => t.Value,
                        XElement { Name.LocalName: "c" } c => code(c.Value),
                        XElement { Name.LocalName: "para" } p => "\n\n" + Text(p, code) + "\n\n",
                        XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } see => code(
                            see.Value.Length > 0 ? see.Value : Name(see)
                        ),
                        XElement e => e.Value,
                        _ => "",
                    }
                )
        );
        return string.Join("\n\n", text.Split("\n\n").Select(static p => Spaces().Replace(p, " ").Trim()).Where(static p => p.Length > 0));
    }

    private static string Name(XElement see)
    {
        var name = (see.Attribute("cref") ?? see.Attribute("langword") ?? see.Attribute("name"))?.Value ?? "";
        name = name.Split('(')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
