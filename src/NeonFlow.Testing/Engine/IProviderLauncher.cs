namespace NeonFlow.Testing.Engine;

/// <summary>Starts provider processes.</summary>
/// <remarks>In pulumi/pulumi: Host (pkg/resource/plugin/host.go).</remarks>
internal interface IProviderLauncher
{
    Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory
    );
}
