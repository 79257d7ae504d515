namespace Pulumi.Neonflow;

public sealed class GetThingArgs : global::Pulumi.InvokeArgs
{
    [Input("name", required: true)]
    public string Name { get; set; } = null!;

    [Input("limit")]
    public int? Limit { get; set; }
}
