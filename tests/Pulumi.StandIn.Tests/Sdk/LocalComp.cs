using Pulumi.Neonflow;

namespace Pulumi.App;

public sealed class LocalComp : ComponentResource
{
    [Output("childId")] public Output<string> ChildId { get; private set; }

    public LocalComp(string name, ComponentResourceOptions? options = null)
        : base("app:index:LocalComp", name, options)
    {
        var child = new Widget($"{name}-child", new() { Title = "child" }, new() { Parent = this });
        ChildId = child.Id;
        RegisterOutputs();
    }
}

public sealed class PkgRes : CustomResource
{
    public PkgRes(string name)
        : base("neonflow:index:PkgRes", name, null, new CustomResourceOptions { Version = "0.1.0" }, new RegisterPackageRequest("neonflow", "0.1.0", null))
    {
    }
}

public sealed class AppStack : Stack
{
    [Output] public Output<string> Name { get; set; }

    [Output("renamed")] public Output<int> Other { get; set; }

    public AppStack()
    {
        Name = new Widget("w", new() { Title = "x" }).Title;
        Other = Output.Create(3);
    }
}
