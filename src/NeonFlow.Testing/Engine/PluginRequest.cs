namespace NeonFlow.Testing.Engine;

/// <summary>Which plugin a provider resource asks for: a version and where it is downloaded from, each empty where none is named.</summary>
/// <remarks>In pulumi/pulumi: ProviderRequest (pkg/resource/deploy/providers/provider.go).</remarks>
internal readonly record struct PluginRequest(string Version, string Url)
{
    private const string VersionKey = "version";
    private const string UrlKey = "pluginDownloadURL";

    /// <summary>Where the engine keeps what it needs to know of a provider beside the provider's own inputs.</summary>
    private const string InternalKey = "__internal";

    /// <summary>The plugin that a saved provider was made with.</summary>
    public static PluginRequest Of(ResourceState provider) =>
        new(
            provider.Inputs.Get(VersionKey)?.AsString ?? "",
            (provider.Inputs.Get(InternalKey)?.AsObject ?? provider.Inputs).Get(UrlKey)?.AsString ?? ""
        );

    /// <summary>The inputs of a provider resource that asks for this plugin.</summary>
    public PropertyMap AddedTo(PropertyMap inputs)
    {
        if (Version.Length > 0)
        {
            inputs = inputs.With(VersionKey, Version);
        }

        return Version.Length > 0 || Url.Length > 0
            ? inputs.With(InternalKey, new ObjectValue(Url.Length > 0 ? new([new(UrlKey, Url)]) : PropertyMap.Empty))
            : inputs;
    }
}
