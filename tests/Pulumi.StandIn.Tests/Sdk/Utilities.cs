namespace Pulumi.Neonflow;

internal static class Utilities
{
    public const string Version = "0.1.0";
    public const string PluginDownloadURL = "https://example.test/plugins";

    public static InvokeOptions WithDefaults(this InvokeOptions? source)
    {
        var options = source ?? new InvokeOptions();
        options.Version ??= Version;
        options.PluginDownloadURL ??= PluginDownloadURL;
        return options;
    }

    public static InvokeOutputOptions WithDefaults(this InvokeOutputOptions options)
    {
        options.Version ??= Version;
        options.PluginDownloadURL ??= PluginDownloadURL;
        return options;
    }
}
