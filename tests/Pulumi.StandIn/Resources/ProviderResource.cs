namespace Pulumi;

public class ProviderResource : CustomResource
{
    private const string Prefix = "pulumi:providers:";

    public ProviderResource(string package, string name, ResourceArgs args, CustomResourceOptions? options = null)
        : this(package, name, args, options, null) { }

    public ProviderResource(
        string package,
        string name,
        ResourceArgs args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null
    )
        : base(Prefix + package, name, args, options, registerPackageRequest) { }

    internal string Package => GetResourceType()[Prefix.Length..];
}
