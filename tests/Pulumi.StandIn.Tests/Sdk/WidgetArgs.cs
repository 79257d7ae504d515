namespace Pulumi.Neonflow;

public sealed class WidgetArgs : global::Pulumi.ResourceArgs
{
    [Input("title", required: true)]
    public Input<string> Title { get; set; } = null!;

    [Input("count")]
    public Input<int>? Count { get; set; }

    [Input("ratio")]
    public Input<double>? Ratio { get; set; }

    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }

    [Input("nested")]
    public Input<Inputs.NestedArgs>? Nested { get; set; }

    [Input("level")]
    public Input<Level>? Level { get; set; }

    [Input("size")]
    public Input<Size>? Size { get; set; }

    [Input("union")]
    public InputUnion<string, int>? Union { get; set; }

    [Input("blob")]
    public Input<AssetOrArchive>? Blob { get; set; }

    [Input("arch")]
    public Input<Archive>? Arch { get; set; }

    [Input("json")]
    public InputJson? Json { get; set; }

    [Input("any")]
    public Input<object>? Any { get; set; }

    [Input("peer")]
    public Input<Widget>? Peer { get; set; }

    [Input("items")]
    private InputList<string>? _items;

    public InputList<string> Items
    {
        get => _items ?? (_items = new InputList<string>());
        set => _items = value;
    }

    [Input("labels")]
    private InputMap<string>? _labels;

    public InputMap<string> Labels
    {
        get => _labels ?? (_labels = new InputMap<string>());
        set => _labels = value;
    }

    [Input("password")]
    private Input<string>? _password;

    public Input<string>? Password
    {
        get => _password;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _password = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    public static new WidgetArgs Empty => new WidgetArgs();
}
