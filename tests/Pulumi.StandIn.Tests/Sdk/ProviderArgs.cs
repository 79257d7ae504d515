namespace Pulumi.Neonflow;

public sealed class ProviderArgs : global::Pulumi.ResourceArgs
{
    [Input("endpoint")]
    public Input<string>? Endpoint { get; set; }

    [Input("retries", json: true)]
    public Input<int>? Retries { get; set; }

    [Input("regions", json: true)]
    private InputList<string>? _regions;

    public InputList<string> Regions
    {
        get => _regions ?? (_regions = new InputList<string>());
        set => _regions = value;
    }

    [Input("apiKey")]
    private Input<string>? _apiKey;

    public Input<string>? ApiKey
    {
        get => _apiKey;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _apiKey = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }
}
