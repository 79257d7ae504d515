using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Who may import whom inside the provider.</summary>
public sealed partial class FolderTests
{
    private const string Provider = "src/NeonFlow.Provider/";

    private static readonly string[] Wires =
    [
        "Grpc",
        "Google.Protobuf",
        "Google.Rpc",
        "Pulumirpc",
        "Microsoft.AspNetCore",
        "NeonFlow.Provider.Wire",
    ];
    private static readonly string[] Clients = ["NeonFlow.Neon", "NeonFlow.Postgres", "NeonFlow.Estuary", "Npgsql", "Refit", "YamlDotNet"];

    public static TheoryData<string, string[]> Bans =>
        new()
        {
            {
                "Shapes/",
                [
                    .. Wires,
                    .. Clients,
                    "NeonFlow.Provider.Engine",
                    "NeonFlow.Provider.Resources",
                    "NeonFlow.Provider.Preflight",
                    "NeonFlow.Provider.Functions",
                    "Microsoft",
                ]
            },
            { "Dispatch/", [.. Wires, .. Clients, "NeonFlow.Provider.Preflight", "NeonFlow.Provider.Functions"] },
            { "Wire/", [.. Clients, "NeonFlow.Provider.Resources", "NeonFlow.Provider.Preflight", "NeonFlow.Provider.Functions"] },
            { "Resources/", [.. Wires, "NeonFlow.Provider.Engine", "Refit", "YamlDotNet"] },
            { "Functions/", [.. Wires, "NeonFlow.Provider.Engine", "Refit", "YamlDotNet"] },
            { "Preflight/", [.. Wires, "NeonFlow.Provider.Engine", "Npgsql", "Refit", "YamlDotNet"] },
        };

    [Theory]
    [MemberData(nameof(Bans))]
    public void A_folder_imports_only_what_lies_below_it(string folder, string[] banned)
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources(Provider + folder))
        {
            var code = Code.WithoutCommentsAndTexts(Repository.Read(file));
            wrong.AddRange(
                banned.Where(b => Regex.IsMatch(code, $@"(?<![\w.]){Regex.Escape(b)}(?=[.;\s])")).Select(b => $"{file} uses {b}")
            );
        }

        Nothing.Wrong(wrong, $"{folder} may not see these:");
    }

    [Fact]
    public void Clients_know_only_their_upstream()
    {
        var wrong = new List<string>();
        foreach (var client in (string[])["NeonFlow.Http", "NeonFlow.Neon", "NeonFlow.Postgres", "NeonFlow.Estuary"])
        {
            var others = new[]
            {
                "NeonFlow.Neon",
                "NeonFlow.Postgres",
                "NeonFlow.Estuary",
                "NeonFlow.Provider",
                "NeonFlow.Pulumi",
                "Pulumi",
                "Pulumirpc",
            }
                .Where(o => o != client)
                .ToList();
            foreach (var file in Repository.Sources($"src/{client}/"))
            {
                var code = Code.WithoutCommentsAndTexts(Repository.Read(file));
                wrong.AddRange(
                    others
                        .Where(o => Regex.IsMatch(code, $@"\b(using|namespace)\s+(static\s+|global::)?{Regex.Escape(o)}\s*[;.]"))
                        .Select(o => $"{file} uses {o}")
                );
            }
        }

        Nothing.Wrong(wrong, "clients know the base class library and their own upstream:");
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources(Provider))
        {
            if (Declaration().Match(Repository.Read(file)) is { Success: true } found)
            {
                var folder = Path.GetDirectoryName(file[Provider.Length..])!.Replace('\\', '/').Replace('/', '.');
                var whole = folder.Length == 0 ? "NeonFlow.Provider" : "NeonFlow.Provider." + folder;

                // Rooms share the namespace of their area, parts of a shared class that of the class.
                if (found.Groups[1].Value != whole && !whole.StartsWith(found.Groups[1].Value + ".", StringComparison.Ordinal))
                {
                    wrong.Add($"{file}: {found.Groups[1].Value}");
                }
            }
        }

        Nothing.Wrong(wrong, "namespaces that do not lead to the folder:");
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
