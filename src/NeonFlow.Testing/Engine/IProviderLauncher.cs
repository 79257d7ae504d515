namespace NeonFlow.Testing.Engine;

/// <summary>Starts provider processes.</summary>
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
