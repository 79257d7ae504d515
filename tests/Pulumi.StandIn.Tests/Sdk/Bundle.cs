namespace Pulumi.Neonflow;

[NeonflowResourceType("neonflow:index:Bundle")]
public partial class Bundle : global::Pulumi.ComponentResource
{
    public Bundle(string name, BundleArgs args, ComponentResourceOptions? options = null)
        : base("neonflow:index:Bundle", name, args ?? new BundleArgs(), MakeResourceOptions(options), remote: true) { }

    private static ComponentResourceOptions MakeResourceOptions(ComponentResourceOptions? options) =>
        ComponentResourceOptions.Merge(new() { Version = Utilities.Version }, options);
}
