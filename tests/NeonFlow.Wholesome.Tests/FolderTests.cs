using System.Text.RegularExpressions;
using Mono.Cecil;
using NeonFlow.Provider;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Who may use whom inside the provider.</summary>
public sealed partial class FolderTests
{
    private const string Provider = "src/NeonFlow.Provider/";

    // The table in the provider's README says why.
    private static readonly FolderOrder Order = new()
    {
        Root = "NeonFlow.Provider",
        Steps =
        [
            ["Schema"],
            ["Contracts"],
            ["ProgramView"],
            ["Upstreams"],
            ["Resources.Neon", "Resources.Postgres"],
            ["Pipeline"],
            ["Preflight"],
            ["Resources.Estuary", "Functions"],
            ["Engine"],
            [""],
            ["Wire"],
        ],
        Areas = ["Resources.Neon", "Resources.Postgres", "Resources.Estuary"],
        SeeRooms = ["Pipeline", "Resources.Estuary", ""],
        Outside = new Dictionary<string, string[]>
        {
            ["NeonFlow.Neon"] = ["Upstreams", "Resources.Neon", "Preflight", "Resources.Estuary", "Functions"],
            ["NeonFlow.Postgres"] = ["Upstreams", "Resources", "Pipeline", "Preflight", "Functions"],
            ["NeonFlow.Estuary"] = ["Upstreams", "Pipeline", "Preflight", "Resources.Estuary", "Functions"],
            ["Npgsql"] = [],
            ["Refit"] = [],
            ["YamlDotNet"] = [],
            ["Pulumirpc"] = ["Wire"],
            ["Google.Protobuf"] = ["Wire"],
            ["Grpc"] = ["Wire"],
            ["Microsoft.AspNetCore"] = ["Wire"],
            ["Microsoft.Extensions"] = ["Wire"],
        },
    };

    [Fact]
    public void A_folder_uses_only_those_before_it_and_a_room_no_other_room()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Registry).Assembly.Location);
        Nothing.Wrong(Order.Breaches(assembly.MainModule), "the order of folders (src/NeonFlow.Provider/README.md):");
    }

    [Fact]
    public void The_order_stands_as_a_table_in_the_provider_s_README()
    {
        var rows = TableRow().Matches(Repository.Read(Provider + "README.md"));
        Assert.Equal(
            Order.Steps.Select(static s => (string.Join(", ", s.Select(Name)), Packages(s))),
            rows.Select(static m => (m.Groups[1].Value, m.Groups[2].Value.Trim()))
        );

        static string Name(string folder) => folder.Length == 0 ? "`Registry.cs`" : $"`{folder.Replace('.', '/')}/`";
    }

    // What of Outside the folders of a step may use; where they differ, each with its name.
    private static string Packages(string[] step)
    {
        var each = step.Select(static folder =>
                (
                    Folder: folder,
                    Names: string.Join(
                        ", ",
                        Order.Outside.Where(o => o.Value.Any(a => FolderOrder.IsBelow(folder, a))).Select(static o => $"`{o.Key}`")
                    )
                )
            )
            .ToList();
        return each.Select(static e => e.Names).Distinct(StringComparer.Ordinal).Count() == 1
            ? each[0].Names
            : string.Join("; ", each.Select(static e => $"`{e.Folder.Replace('.', '/')}/`: {e.Names}"));
    }

    [Fact]
    public void Every_kind_of_breach_is_found()
    {
        var order = new FolderOrder
        {
            Root = "NeonFlow.Wholesome.Tests.Breaches",
            Steps =
            [
                ["Low"],
                ["Rooms", "Beside"],
                ["High"],
            ],
            Areas = ["Rooms"],
            Outside = new Dictionary<string, string[]> { ["Mono.Cecil"] = ["High"] },
        };
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(FolderTests).Assembly.Location);
        const string root = "NeonFlow.Wholesome.Tests.Breaches";
        Assert.Equal(
            [
                $"{root}.Beside.Neighbour uses {root}.Rooms.Shared: Beside and Rooms do not see each other",
                $"{root}.High.Peeks uses {root}.Rooms.One.Bed: High does not see rooms",
                $"{root}.Low.Outsider uses Mono.Cecil.MemberReference: Mono.Cecil is for High only",
                $"{root}.Low.Outsider uses Mono.Cecil.TypeReference: Mono.Cecil is for High only",
                $"{root}.Low.Reaches uses {root}.High.Tower: Low comes before High",
                $"{root}.Rooms.Two.Guest uses {root}.Rooms.One.Bed: a room does not see another room",
            ],
            order.Breaches(assembly.MainModule)
        );
    }

    [Theory]
    [InlineData("NeonFlow.Http", "Polly")]
    [InlineData("NeonFlow.Neon", "NeonFlow.Http", "Refit", "Polly")]
    [InlineData("NeonFlow.Postgres", "Npgsql")]
    [InlineData("NeonFlow.Estuary", "NeonFlow.Http", "Refit", "YamlDotNet", "Polly")]
    public void A_client_knows_only_its_upstream(string client, params string[] allowed)
    {
        var location = Path.Combine(Path.GetDirectoryName(typeof(Registry).Assembly.Location)!, client + ".dll");
        using var assembly = AssemblyDefinition.ReadAssembly(location);
        var wrong = assembly
            .MainModule.AssemblyReferences.Select(static r => r.Name)
            .Where(r => !r.StartsWith("System", StringComparison.Ordinal) && r is not ("netstandard" or "mscorlib" or "Microsoft.CSharp"))
            .Where(r => !allowed.Any(a => r == a || r.StartsWith(a + ".", StringComparison.Ordinal)));
        Nothing.Wrong(wrong, $"{client} knows the base class library, NeonFlow.Http and its own package:");
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong = new List<string>();
        foreach (var project in Repository.Projects.Where(static p => p.StartsWith("src/", StringComparison.Ordinal)))
        {
            var folder = project[..(project.LastIndexOf('/') + 1)];
            var root =
                Repository.Xml(project).Descendants("RootNamespace").FirstOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project);
            foreach (var file in Repository.Sources(folder))
            {
                if (Declaration().Match(Repository.Read(file)) is { Success: true } found)
                {
                    var below = Path.GetDirectoryName(file[folder.Length..])!.Replace('\\', '/').Replace('/', '.');
                    // The library's folders say who writes their files; its namespaces are the users'.
                    below = project.EndsWith("/NeonFlow.Pulumi.csproj", StringComparison.Ordinal)
                        ? Regex.Replace(below, @"^(Generated|Components)\.?", "")
                        : below;
                    var expected = below.Length == 0 ? root : $"{root}.{below}";
                    if (found.Groups[1].Value != expected)
                    {
                        wrong.Add($"{file}: {found.Groups[1].Value}, not {expected}");
                    }
                }
            }
        }
        Nothing.Wrong(wrong, "namespaces that are not their folders:");
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\| \d+ \| ([^|]+?) \|[^|]*\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
