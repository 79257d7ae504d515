using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi.Neonflow;

/// <summary>SDK classes of the small package that the captures were recorded with, in the form that the real generator gives them.</summary>
[NeonflowResourceType("neonflow:index:Widget")]
public partial class Widget : global::Pulumi.CustomResource
{
    [Output("title")] public Output<string> Title { get; private set; } = null!;
    [Output("count")] public Output<int?> Count { get; private set; } = null!;
    [Output("ratio")] public Output<double?> Ratio { get; private set; } = null!;
    [Output("enabled")] public Output<bool?> Enabled { get; private set; } = null!;
    [Output("items")] public Output<ImmutableArray<string>> Items { get; private set; } = null!;
    [Output("labels")] public Output<ImmutableDictionary<string, string>?> Labels { get; private set; } = null!;
    [Output("nested")] public Output<Outputs.Nested?> Nested { get; private set; } = null!;
    [Output("level")] public Output<Level?> Level { get; private set; } = null!;
    [Output("size")] public Output<Size?> Size { get; private set; } = null!;
    [Output("union")] public Output<Union<string, int>?> Union { get; private set; } = null!;
    [Output("blob")] public Output<AssetOrArchive?> Blob { get; private set; } = null!;
    [Output("arch")] public Output<Archive?> Arch { get; private set; } = null!;
    [Output("json")] public Output<JsonElement?> Json { get; private set; } = null!;
    [Output("any")] public Output<object?> Any { get; private set; } = null!;
    [Output("peer")] public Output<Widget?> Peer { get; private set; } = null!;
    [Output("password")] public Output<string?> Password { get; private set; } = null!;
    [Output("computedValue")] public Output<string> ComputedValue { get; private set; } = null!;

    public Widget(string name, WidgetArgs args, CustomResourceOptions? options = null)
        : base("neonflow:index:Widget", name, args ?? new WidgetArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Widget(string name, Input<string> id, WidgetState? state = null, CustomResourceOptions? options = null)
        : base("neonflow:index:Widget", name, state, MakeResourceOptions(options, id))
    {
    }

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

    public static Widget Get(string name, Input<string> id, WidgetState? state = null, CustomResourceOptions? options = null)
        => new Widget(name, id, state, options);

    public global::Pulumi.Output<WidgetPingResult> Ping(WidgetPingArgs args)
        => global::Pulumi.Deployment.Instance.Call<WidgetPingResult>(
            "neonflow:index:Widget/ping", args ?? new WidgetPingArgs(), this,
            new CallOptions { Version = Utilities.Version, PluginDownloadURL = Utilities.PluginDownloadURL });
}

public sealed class WidgetArgs : global::Pulumi.ResourceArgs
{
    [Input("title", required: true)] public Input<string> Title { get; set; } = null!;
    [Input("count")] public Input<int>? Count { get; set; }
    [Input("ratio")] public Input<double>? Ratio { get; set; }
    [Input("enabled")] public Input<bool>? Enabled { get; set; }
    [Input("nested")] public Input<Inputs.NestedArgs>? Nested { get; set; }
    [Input("level")] public Input<Level>? Level { get; set; }
    [Input("size")] public Input<Size>? Size { get; set; }
    [Input("union")] public InputUnion<string, int>? Union { get; set; }
    [Input("blob")] public Input<AssetOrArchive>? Blob { get; set; }
    [Input("arch")] public Input<Archive>? Arch { get; set; }
    [Input("json")] public InputJson? Json { get; set; }
    [Input("any")] public Input<object>? Any { get; set; }
    [Input("peer")] public Input<Widget>? Peer { get; set; }

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

public sealed class WidgetState : global::Pulumi.ResourceArgs
{
    [Input("title")] public Input<string>? Title { get; set; }
}

public sealed class WidgetPingArgs : global::Pulumi.CallArgs
{
    [Input("message")] public Input<string>? Message { get; set; }
}

[OutputType]
public sealed class WidgetPingResult
{
    public readonly string Value;

    [OutputConstructor]
    private WidgetPingResult(string value) => Value = value;
}

[EnumType]
public readonly struct Level : IEquatable<Level>
{
    private readonly string _value;

    private Level(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    public static Level Low { get; } = new Level("low");
    public static Level High { get; } = new Level("high");

    public static bool operator ==(Level left, Level right) => left.Equals(right);
    public static bool operator !=(Level left, Level right) => !left.Equals(right);
    public static explicit operator string(Level value) => value._value;

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is Level other && Equals(other);

    public bool Equals(Level other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value;
}

public enum Size
{
    Small = 1,
    Large = 2,
}

[NeonflowResourceType("pulumi:providers:neonflow")]
public partial class Provider : global::Pulumi.ProviderResource
{
    [Output("apiKey")] public Output<string?> ApiKey { get; private set; } = null!;
    [Output("endpoint")] public Output<string?> Endpoint { get; private set; } = null!;

    public Provider(string name, ProviderArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow", name, args ?? new ProviderArgs(), MakeResourceOptions(options))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options)
        => CustomResourceOptions.Merge(
            new() { Version = Utilities.Version, PluginDownloadURL = Utilities.PluginDownloadURL, AdditionalSecretOutputs = { "apiKey" } }, options);
}

public sealed class ProviderArgs : global::Pulumi.ResourceArgs
{
    [Input("endpoint")] public Input<string>? Endpoint { get; set; }
    [Input("retries", json: true)] public Input<int>? Retries { get; set; }

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

[NeonflowResourceType("neonflow:index:Bundle")]
public partial class Bundle : global::Pulumi.ComponentResource
{
    public Bundle(string name, BundleArgs args, ComponentResourceOptions? options = null)
        : base("neonflow:index:Bundle", name, args ?? new BundleArgs(), MakeResourceOptions(options), remote: true)
    {
    }

    private static ComponentResourceOptions MakeResourceOptions(ComponentResourceOptions? options)
        => ComponentResourceOptions.Merge(new() { Version = Utilities.Version }, options);
}

public sealed class BundleArgs : global::Pulumi.ResourceArgs
{
    [Input("base", required: true)] public Input<string> Base { get; set; } = null!;
    [Input("secret")] public Input<string>? Secret { get; set; }
    [Input("widget")] public Input<Widget>? Widget { get; set; }

    [Input("list")]
    private InputList<string>? _list;

    public InputList<string> List
    {
        get => _list ?? (_list = new InputList<string>());
        set => _list = value;
    }
}

public static class GetThing
{
    public static Task<GetThingResult> InvokeAsync(GetThingArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetThingResult>("neonflow:index:getThing", args ?? new GetThingArgs(), options.WithDefaults());

    public static Output<GetThingResult> Invoke(GetThingInvokeArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetThingResult>("neonflow:index:getThing", args ?? new GetThingInvokeArgs(), options.WithDefaults());

    public static Output<GetThingResult> Invoke(GetThingInvokeArgs args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetThingResult>("neonflow:index:getThing", args ?? new GetThingInvokeArgs(), options.WithDefaults());
}

public sealed class GetThingArgs : global::Pulumi.InvokeArgs
{
    [Input("name", required: true)] public string Name { get; set; } = null!;
    [Input("limit")] public int? Limit { get; set; }
}

public sealed class GetThingInvokeArgs : global::Pulumi.InvokeArgs
{
    [Input("name", required: true)] public Input<string> Name { get; set; } = null!;
    [Input("limit")] public Input<int>? Limit { get; set; }
}

[OutputType]
public sealed class GetThingResult
{
    public readonly string Name;
    public readonly int? Limit;

    [OutputConstructor]
    private GetThingResult(string name, int? limit)
    {
        Name = name;
        Limit = limit;
    }
}

internal static class Utilities
{
    public const string Version = "0.1.0";
    public const string PluginDownloadURL = "https://example.test/plugins";

    public static InvokeOptions WithDefaults(this InvokeOptions? source)
    {
        var options = source ?? new InvokeOptions();
        options.Version ??= Version;
        options.PluginDownloadURL ??= PluginDownloadURL;
        return options;
    }

    public static InvokeOutputOptions WithDefaults(this InvokeOutputOptions options)
    {
        options.Version ??= Version;
        options.PluginDownloadURL ??= PluginDownloadURL;
        return options;
    }
}

internal sealed class NeonflowResourceTypeAttribute(string type) : global::Pulumi.ResourceTypeAttribute(type, Utilities.Version);
