using Pulumi.Neonflow;

namespace Pulumi.App;

public sealed class AppStack : Stack
{
    [Output]
    public Output<string> Name { get; set; }

    [Output("renamed")]
    public Output<int> Other { get; set; }

    public AppStack()
    {
        Name = new Widget("w", new() { Title = "x" }).Title;
        Other = Output.Create(3);
    }
}
