namespace NeonFlow.Harness;

/// <summary>The repository that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>Full path of what stands there.</summary>
    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    /// <summary>What the last build made of a project below <c>src</c>, in the configuration of these tests.</summary>
    public static string Built(string project, string file) =>
        File(
            "src",
            project,
            "bin",
            AppContext.BaseDirectory.Contains(
                $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal
            )
                ? "Release"
                : "Debug",
            "net10.0",
            file
        );

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "NeonFlow.Pulumi.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No NeonFlow.Pulumi.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
