namespace Pulumi.App;

public sealed class PkgRes : CustomResource
{
    public PkgRes(string name)
        : base(
            "neonflow:index:PkgRes",
            name,
            null,
            new CustomResourceOptions { Version = "0.1.0" },
            new RegisterPackageRequest("neonflow", "0.1.0", null)
        ) { }
}
