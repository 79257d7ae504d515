namespace Pulumi.Neonflow;

[NeonflowResourceType("pulumi:providers:neonflow")]
public partial class Provider : global::Pulumi.ProviderResource
{
    [Output("apiKey")]
    public Output<string?> ApiKey { get; private set; } = null!;

    [Output("endpoint")]
    public Output<string?> Endpoint { get; private set; } = null!;

    public Provider(string name, ProviderArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow", name, args ?? new ProviderArgs(), MakeResourceOptions(options)) { }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options) =>
        CustomResourceOptions.Merge(
            new()
            {
                Version = Utilities.Version,
                PluginDownloadURL = Utilities.PluginDownloadURL,
                AdditionalSecretOutputs = { "apiKey" },
            },
            options
        );
}
