namespace Pulumi;

public class CustomResource : Resource
{
    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : this(type, name, args, options, null) { }

    public CustomResource(
        string type,
        string name,
        ResourceArgs? args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null
    )
        : base(
            type,
            name,
            custom: true,
            args ?? ResourceArgs.Empty,
            options ?? new CustomResourceOptions(),
            package: registerPackageRequest
        ) { }

    /// <summary>A resource that exists already and is known by its URN and id alone: nothing is registered for it.</summary>
    private protected CustomResource(string urn, string id)
        : base(urn) => Id = new(new OutputData<string>([this], id, id != Serialization.Signatures.Unknown, false));

    [Output("id")]
    public Output<string> Id { get; private protected set; } = null!;
}
