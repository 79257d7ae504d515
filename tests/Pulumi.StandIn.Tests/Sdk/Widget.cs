using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi.Neonflow;

/// <summary>
/// SDK classes of the small package that the captures were recorded with, in the form that the real generator gives them.
/// </summary>
[NeonflowResourceType("neonflow:index:Widget")]
public partial class Widget : global::Pulumi.CustomResource
{
    [Output("title")]
    public Output<string> Title { get; private set; } = null!;

    [Output("count")]
    public Output<int?> Count { get; private set; } = null!;

    [Output("ratio")]
    public Output<double?> Ratio { get; private set; } = null!;

    [Output("enabled")]
    public Output<bool?> Enabled { get; private set; } = null!;

    [Output("items")]
    public Output<ImmutableArray<string>> Items { get; private set; } = null!;

    [Output("labels")]
    public Output<ImmutableDictionary<string, string>?> Labels { get; private set; } = null!;

    [Output("nested")]
    public Output<Outputs.Nested?> Nested { get; private set; } = null!;

    [Output("level")]
    public Output<Level?> Level { get; private set; } = null!;

    [Output("size")]
    public Output<Size?> Size { get; private set; } = null!;

    [Output("union")]
    public Output<Union<string, int>?> Union { get; private set; } = null!;

    [Output("blob")]
    public Output<AssetOrArchive?> Blob { get; private set; } = null!;

    [Output("arch")]
    public Output<Archive?> Arch { get; private set; } = null!;

    [Output("json")]
    public Output<JsonElement?> Json { get; private set; } = null!;

    [Output("any")]
    public Output<object?> Any { get; private set; } = null!;

    [Output("peer")]
    public Output<Widget?> Peer { get; private set; } = null!;

    [Output("password")]
    public Output<string?> Password { get; private set; } = null!;

    [Output("computedValue")]
    public Output<string> ComputedValue { get; private set; } = null!;

    public Widget(string name, WidgetArgs args, CustomResourceOptions? options = null)
        : base("neonflow:index:Widget", name, args ?? new WidgetArgs(), MakeResourceOptions(options, "")) { }

    private Widget(string name, Input<string> id, WidgetState? state = null, CustomResourceOptions? options = null)
        : base("neonflow:index:Widget", name, state, MakeResourceOptions(options, id)) { }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
            PluginDownloadURL = Utilities.PluginDownloadURL,
            Aliases = { new global::Pulumi.Alias { Type = "neonflow:old:Widget" } },
            AdditionalSecretOutputs = { "password" },
            ReplaceOnChanges = { "title" },
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    public static Widget Get(string name, Input<string> id, WidgetState? state = null, CustomResourceOptions? options = null) =>
        new Widget(name, id, state, options);

    public global::Pulumi.Output<WidgetPingResult> Ping(WidgetPingArgs args) =>
        global::Pulumi.Deployment.Instance.Call<WidgetPingResult>(
            "neonflow:index:Widget/ping",
            args ?? new WidgetPingArgs(),
            this,
            new CallOptions { Version = Utilities.Version, PluginDownloadURL = Utilities.PluginDownloadURL }
        );
}
