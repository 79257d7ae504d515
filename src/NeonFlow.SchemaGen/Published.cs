using System.Reflection;

namespace NeonFlow.SchemaGen;

/// <summary>Where the package is published. The owner sets it as properties of the build; empty until then.</summary>
/// <param name="RepositoryUrl">Address of the repository.</param>
/// <param name="DownloadUrl">Address below which the provider's archives are, <c>pulumi-resource-neonflow-v…</c>.</param>
internal sealed record Published(string RepositoryUrl, string DownloadUrl)
{
    /// <summary>As this assembly was built.</summary>
    public static Published Here { get; } = new(Of("RepositoryUrl"), Of("PluginDownloadUrl"));

    private static string Of(string key) =>
        typeof(Published).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value ?? "";
}
