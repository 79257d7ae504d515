namespace Pulumi.Neonflow;

public sealed class GetThingInvokeArgs : global::Pulumi.InvokeArgs
{
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("limit")]
    public Input<int>? Limit { get; set; }
}
