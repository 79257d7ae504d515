namespace Pulumi.Neonflow;

public sealed class WidgetState : global::Pulumi.ResourceArgs
{
    [Input("title")]
    public Input<string>? Title { get; set; }
}
