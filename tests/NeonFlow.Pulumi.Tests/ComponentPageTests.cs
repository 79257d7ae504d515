using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NeonFlow.Cdc;
using NeonFlow.Harness;
using Pulumi;
using Pulumi.Testing;

namespace ComponentTests;

/// <summary>
/// docs/component.md says what the component is: its inputs and outputs as documented in the code, its parts as it makes them.
/// </summary>
public sealed partial class ComponentPageTests
{
    private static readonly string Page = Checkout.File("docs", "component.md");

    [Fact]
    public void Inputs_are_those_of_the_code() =>
        Section(
            "## Inputs",
            Table(typeof(NeonToEstuaryArgs).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        );

    [Fact]
    public void Outputs_are_those_of_the_code() =>
        Section(
            "## Outputs",
            Table(typeof(NeonToEstuary).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        );

    [Fact]
    public async Task Every_part_that_it_makes_is_listed_with_its_name()
    {
        var made = new Names();
        await Deployment.TestAsync(
            made,
            new TestOptions { IsPreview = false },
            () =>
            {
                _ = new NeonToEstuary(
                    "orders",
                    new()
                    {
                        ProjectId = "hidden-cell-763301",
                        Database = "shop",
                        Tables = { "public.orders", "sales.invoices" },
                        Prefix = "acmeCo/shop",
                    }
                );
                return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
            }
        );
        var page = await File.ReadAllTextAsync(Page);
        var parts = page[page.IndexOf("## What it makes", StringComparison.Ordinal)..page.IndexOf("## Inputs", StringComparison.Ordinal)];
        var listed = Part()
            .Matches(parts)
            .SelectMany(static m => m.Groups[2].Value.Split(", ").Select(name => $"{m.Groups[1].Value} {name.Trim('`')}"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(made.All.Order(StringComparer.Ordinal), listed);
    }

    // NEONFLOW_ACCEPT=1 writes the section anew.
    private static void Section(string heading, string table)
    {
        var page = File.ReadAllText(Page);
        var start = page.IndexOf(heading, StringComparison.Ordinal) + heading.Length + 2;
        var end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("NEONFLOW_ACCEPT") == "1")
        {
            File.WriteAllText(Page, page[..start] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[start..end]);
    }

    private static string Table(IEnumerable<PropertyInfo> properties)
    {
        var docs = XDocument
            .Load(Path.ChangeExtension(typeof(NeonToEstuary).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(static m => m.Attribute("name")!.Value, static m => m.Element("summary"));
        var table = new StringBuilder("| name | type | |\n|---|---|---|\n");
        foreach (var property in properties)
        {
            table.Append(
                $"| `{property.Name}` | {TypeText(property.PropertyType)} | "
                    + $"{Prose(docs[$"P:{property.DeclaringType!.FullName}.{property.Name}"]!)} |\n"
            );
        }

        return table.ToString();
    }

    private static string TypeText(Type type) =>
        type switch
        {
            { IsGenericType: true } when type.Name.StartsWith("InputMap", StringComparison.Ordinal) =>
                $"map of {TypeText(type.GetGenericArguments()[0])}",
            { IsGenericType: true }
                when type.Name.StartsWith("InputList", StringComparison.Ordinal)
                    || type.Name.StartsWith("IList", StringComparison.Ordinal)
                    || type.Name.StartsWith("ImmutableArray", StringComparison.Ordinal) =>
                $"list of {TypeText(type.GetGenericArguments()[0])}",
            { IsGenericType: true } => TypeText(type.GetGenericArguments()[0]),
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "integer",
            _ => $"`{type.Name}`",
        };

    private static string Prose(XElement summary) =>
        Blank()
            .Replace(
                string.Concat(
                        summary
                            .Nodes()
                            .Select(static node =>
                                node switch
                                {
                                    XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
                                    XElement element => $"`{element.Value}`",
                                    _ => ((XText)node).Value,
                                }
                            )
                    )
                    .Trim(),
                " "
            );

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^\| `([a-z]+:[A-Za-z]+)` \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Part();

    private sealed class Names : IMocks
    {
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            if (args.Type!.StartsWith("neonflow:", StringComparison.Ordinal) && args.Type != "neonflow:index:NeonToEstuary")
            {
                lock (_all)
                {
                    _all.Add($"{args.Type["neonflow:".Length..]} {args.Name}");
                }
            }

            return Task.FromResult<(string? id, object state)>((args.Name + "_id", args.Inputs));
        }

        public Task<object> CallAsync(MockCallArgs args) =>
            Task.FromResult<object>(
                new Dictionary<string, object>
                {
                    ["host"] = "ep-quiet-sea-123.neon.tech",
                    ["port"] = 5432,
                    ["role"] = "neondb_owner",
                    ["cidrBlocks"] = ImmutableArray.Create("198.51.100.1/32"),
                }
            );
    }
}
