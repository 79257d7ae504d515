namespace NeonFlow.Testing.Engine;

/// <summary>Who manages the resources of a package and answers its functions: a process, or the engine itself.</summary>
/// <remarks>In pulumi/pulumi: Provider (pkg/resource/plugin/provider.go).</remarks>
internal interface IProvider : IResourceManager
{
    Task<InvokeResult> InvokeAsync(string token, PropertyMap args, bool preview);
}
