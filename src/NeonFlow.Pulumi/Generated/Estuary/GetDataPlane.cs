// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary;

/// <summary>
/// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
/// </summary>
public static class GetDataPlane
{
    /// <summary>
    /// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
    /// </summary>
    public static Task<GetDataPlaneResult> InvokeAsync(GetDataPlaneArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetDataPlaneResult>("neonflow:estuary:getDataPlane", args ?? new GetDataPlaneArgs(), options.WithDefaults());

    /// <summary>
    /// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
    /// </summary>
    public static Output<GetDataPlaneResult> Invoke(GetDataPlaneInvokeArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetDataPlaneResult>("neonflow:estuary:getDataPlane", args ?? new GetDataPlaneInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.CloudProvider is null);

    /// <summary>
    /// An Estuary data plane: its name and the addresses that its connectors come from, for the address list of a Neon project.
    /// </summary>
    public static Output<GetDataPlaneResult> Invoke(GetDataPlaneInvokeArgs? args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetDataPlaneResult>("neonflow:estuary:getDataPlane", args ?? new GetDataPlaneInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.CloudProvider is null);
}

/// <summary>Arguments of <see cref="GetDataPlane.InvokeAsync"/>.</summary>
public sealed class GetDataPlaneArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Capture, such as <c>acmeCo/shop/source-postgres</c>: once it is live, the data plane that it runs in is meant where no name is given, although new tasks are placed in another one by now. Default: none.
    /// </summary>
    [Input("capture")]
    public string? Capture { get; set; }

    /// <summary>
    /// Data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one that new tasks under <c>prefix</c> are placed in.
    /// </summary>
    [Input("name")]
    public string? Name { get; set; }

    /// <summary>
    /// Catalogue prefix, such as <c>acmeCo/shop</c>, whose data plane is meant where no name is given. Default: none; then there must be only one to choose from.
    /// </summary>
    [Input("prefix")]
    public string? Prefix { get; set; }

    /// <summary>No arguments.</summary>
    public static new GetDataPlaneArgs Empty => new GetDataPlaneArgs();
}

/// <summary>Arguments of the output forms of <see cref="GetDataPlane"/>.</summary>
public sealed class GetDataPlaneInvokeArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Capture, such as <c>acmeCo/shop/source-postgres</c>: once it is live, the data plane that it runs in is meant where no name is given, although new tasks are placed in another one by now. Default: none.
    /// </summary>
    [Input("capture")]
    public Input<string>? Capture { get; set; }

    /// <summary>
    /// Data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one that new tasks under <c>prefix</c> are placed in.
    /// </summary>
    [Input("name")]
    public Input<string>? Name { get; set; }

    /// <summary>
    /// Catalogue prefix, such as <c>acmeCo/shop</c>, whose data plane is meant where no name is given. Default: none; then there must be only one to choose from.
    /// </summary>
    [Input("prefix")]
    public Input<string>? Prefix { get; set; }

    /// <summary>No inputs.</summary>
    public static new GetDataPlaneInvokeArgs Empty => new GetDataPlaneInvokeArgs();
}

/// <summary>
/// Answer of <c>estuary.getDataPlane</c>.
/// </summary>
[OutputType]
public sealed class GetDataPlaneResult
{
    /// <summary>
    /// Addresses that connectors come from, as CIDR blocks.
    /// </summary>
    public readonly ImmutableArray<string> CidrBlocks;

    /// <summary>
    /// Whether it takes no new tasks any more.
    /// </summary>
    public readonly bool Closed;

    /// <summary>
    /// Cloud: AWS, AZURE, GCP or LOCAL.
    /// </summary>
    public readonly string CloudProvider;

    /// <summary>
    /// Whether everybody may use it.
    /// </summary>
    public readonly bool IsPublic;

    /// <summary>
    /// Name.
    /// </summary>
    public readonly string Name;

    /// <summary>
    /// Region of the cloud.
    /// </summary>
    public readonly string Region;

    [OutputConstructor]
    private GetDataPlaneResult(
        ImmutableArray<string> cidrBlocks,
        bool closed,
        string cloudProvider,
        bool isPublic,
        string name,
        string region)
    {
        CidrBlocks = cidrBlocks;
        Closed = closed;
        CloudProvider = cloudProvider;
        IsPublic = isPublic;
        Name = name;
        Region = region;
    }
}
