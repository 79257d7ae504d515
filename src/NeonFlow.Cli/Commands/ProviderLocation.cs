namespace NeonFlow.Cli.Commands;

/// <summary>Where the provider executable is.</summary>
internal static class ProviderLocation
{
    public const string Install = "dotnet tool install -g NeonFlow.Pulumi.Provider";

    private const string Name = "pulumi-resource-neonflow";

    /// <summary>The given one, else <c>NEONFLOW_PROVIDER</c>, else the one built in this checkout; null leaves it to PATH.</summary>
    public static string? Find(string? given)
    {
        if (given is not null)
        {
            return given;
        }

        if (Environment.GetEnvironmentVariable("NEONFLOW_PROVIDER") is { Length: > 0 } variable)
        {
            return variable;
        }

        if (Checkout() is not { } root)
        {
            return null;
        }

        string[] places =
        [
            Path.Combine(root, "artifacts", "provider", Name),
            Path.Combine(root, "src", "NeonFlow.Provider", "bin", "Debug", "net10.0", Name + ".dll"),
        ];
        return places.FirstOrDefault(File.Exists);
    }

    /// <summary>As <see cref="Find"/> without a given one, else the one on PATH; null where there is none.</summary>
    public static string? FindOnMachine() =>
        Find(null)
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);

    /// <summary>The root of the checkout that this program was built in, or null.</summary>
    public static string? Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NeonFlow.Pulumi.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
