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

    /// <summary>A provider that exists already and is known by its URN and id alone: nothing is registered for it.</summary>
    private protected ProviderResource(string urn, string id)
        : base(urn, id) { }

    internal string Package => GetResourceType()[Prefix.Length..];
}
