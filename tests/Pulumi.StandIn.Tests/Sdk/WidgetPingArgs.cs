namespace Pulumi.Neonflow;

public sealed class WidgetPingArgs : global::Pulumi.CallArgs
{
    [Input("message")]
    public Input<string>? Message { get; set; }
}
