using Pulumi.Neonflow;

namespace Pulumi.App;

public sealed class LocalComp : ComponentResource
{
    [Output("childId")]
    public Output<string> ChildId { get; private set; }

    public LocalComp(string name, ComponentResourceOptions? options = null)
        : base("app:index:LocalComp", name, options)
    {
        var child = new Widget($"{name}-child", new() { Title = "child" }, new() { Parent = this });
        ChildId = child.Id;
        RegisterOutputs();
    }
}
