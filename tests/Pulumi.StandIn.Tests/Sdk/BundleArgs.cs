namespace Pulumi.Neonflow;

public sealed class BundleArgs : global::Pulumi.ResourceArgs
{
    [Input("base", required: true)]
    public Input<string> Base { get; set; } = null!;

    [Input("secret")]
    public Input<string>? Secret { get; set; }

    [Input("widget")]
    public Input<Widget>? Widget { get; set; }

    [Input("list")]
    private InputList<string>? _list;

    public InputList<string> List
    {
        get => _list ?? (_list = new InputList<string>());
        set => _list = value;
    }
}
