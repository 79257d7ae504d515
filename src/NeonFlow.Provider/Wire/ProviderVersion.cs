using System.Reflection;

namespace NeonFlow.Provider.Wire;

/// <summary>Version of this provider, plain semver.</summary>
internal static class ProviderVersion
{
    public static string Text { get; } =
        typeof(ProviderVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
