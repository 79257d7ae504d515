namespace NeonFlow.SchemaGen;

/// <summary>Every committed file that derives from the shapes.</summary>
internal static class DerivedFiles
{
    // Whole folders are derived: what stands in them and is not derived any more is removed.
    private static readonly string[] Folders = ["src/NeonFlow.Pulumi/Generated", "docs/reference"];

    /// <summary>Path from the root of the repository (with slashes) to text.</summary>
    public static SortedDictionary<string, string> Derive(string repository)
    {
        var catalogue = Catalogue.Read(repository);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema.json"] = new SchemaWriter(catalogue, Published.Here).Write(),
            ["src/NeonFlow.Pulumi/version.txt"] = catalogue.Version,
            ["src/NeonFlow.Pulumi/pulumi-plugin.json"] = Plugin(catalogue.Version, Published.Here),
        };
        foreach (var (file, text) in new SdkWriter(catalogue).Write())
        {
            files[$"src/NeonFlow.Pulumi/Generated/{file}"] = text;
        }

        foreach (var (file, text) in new ReferenceWriter(catalogue).Write())
        {
            files[$"docs/{file}"] = text;
        }

        files["docs/preflight.md"] = PreflightWriter.Write(catalogue.PreflightProse);
        return files;
    }

    /// <summary>What the C# package says of the provider that it needs.</summary>
    public static string Plugin(string version, Published published)
    {
        var server = published.DownloadUrl.Length == 0 ? "" : $",\n  \"server\": \"{published.DownloadUrl}\"";
        return $"{{\n  \"resource\": true,\n  \"name\": \"neonflow\",\n  \"version\": \"{version}\"{server}\n}}\n";
    }

    /// <summary>Derived files that differ from what is committed, are missing, or should not be there any more.</summary>
    public static IReadOnlyList<string> Differences(string repository)
    {
        var derived = Derive(repository);
        var different = derived
            .Where(f => !File.Exists(Full(repository, f.Key)) || Normal(File.ReadAllText(Full(repository, f.Key))) != Normal(f.Value))
            .Select(static f => f.Key);
        return [.. different.Concat(Stale(repository, derived))];
    }

    /// <summary>Writes them all.</summary>
    public static void Write(string repository)
    {
        var derived = Derive(repository);
        foreach (var stale in Stale(repository, derived))
        {
            File.Delete(Full(repository, stale));
        }

        foreach (var (file, text) in derived)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(repository, file))!);
            File.WriteAllText(Full(repository, file), Normal(text));
        }
    }

    /// <summary>The root of the checkout that holds <paramref name="start"/>.</summary>
    public static string FindRepository(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NeonFlow.Pulumi.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{start} is not inside a checkout of NeonFlow.");
    }

    private static IEnumerable<string> Stale(string repository, SortedDictionary<string, string> derived) =>
        Folders
            .Select(f => Full(repository, f))
            .Where(Directory.Exists)
            .SelectMany(static f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(repository, f).Replace('\\', '/'))
            .Where(f => !derived.ContainsKey(f));

    private static string Full(string repository, string file) => Path.Combine(repository, file.Replace('/', Path.DirectorySeparatorChar));

    private static string Normal(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
