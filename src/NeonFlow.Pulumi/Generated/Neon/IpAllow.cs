// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Neon;

/// <summary>
/// Addresses that may connect to a Neon project (IP Allow). Additive: owns only its own entries; exclusive: owns the whole list.
/// </summary>
/// <remarks>
/// <para>Neon has one address list per project. An empty list means that <b>everybody may connect</b>; so the first entry shuts everybody else out, and removing the last one opens the project again. Both are said in preview, and an empty list needs <c>openToAll: true</c>.</para>
/// <list type="bullet">
/// <item><description><c>additive</c> (default): this resource owns only its own entries. Entries of others stay, on update and on destroy. Right for the addresses of a data plane   (<c>estuary.getDataPlane</c>).</description></item>
/// </list>
/// <list type="bullet">
/// <item><description><c>exclusive</c>: the list is exactly what the program says; destroy restores the list that was there before.</description></item>
/// </list>
/// <para>With <c>keepOpen: true</c> an additive list that is empty stays empty: the project is open to everybody, so the entries get in already and nobody else is shut out. The component <c>NeonToEstuary</c> sets it.</para>
/// <para>The list has no room for names, so each resource has an account in the oldest database of the project's default branch (the comment of one empty large object), written before the list is changed. What a run that was killed had put there is its own for the next one, and an entry that several resources need, of one program or of several stacks, stays until the last of them goes. An entry that is on the list already and in no account, a colleague's, is named and stays; <c>adopt: true</c> says that it is this program's own. Where the database cannot be reached there are no accounts, and what is on the list already stays.</para>
/// <para>Entries are single addresses, CIDR blocks or <c>low-high</c> ranges, and a set: order and spelling never make a difference. An entry that cannot be read is refused in preview, because Neon would accept it and let nobody in by it. The list is read, changed and written in one turn per project.</para>
/// <para>IP Allow needs a plan of Neon that has it.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Neon;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new IpAllow("estuary", new()
///     {
///         ProjectId = "hidden-cell-763301",
///         Entries = { "34.121.207.128/32", "35.226.75.135/32" },
///         KeepOpen = true,
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:neon:IpAllow")]
public partial class IpAllow : global::Pulumi.CustomResource
{
    /// <summary>
    /// The list before this resource changed it first; destroy of an exclusive list restores it. Empty: the project was open to everybody.
    /// </summary>
    [Output("before")]
    public Output<ImmutableArray<string>> Before { get; private set; } = null!;

    /// <summary>
    /// Addresses, CIDR blocks and <c>low-high</c> ranges, IPv4 or IPv6; a set. Changed in place.
    /// </summary>
    [Output("entries")]
    public Output<ImmutableArray<string>> Entries { get; private set; } = null!;

    /// <summary>
    /// Whether other entries of the list stay. Default: additive.
    /// </summary>
    [Output("mode")]
    public Output<global::NeonFlow.Cdc.Neon.IpAllowMode> Mode { get; private set; } = null!;

    /// <summary>
    /// Entries that this resource put there, and takes out on destroy.
    /// </summary>
    [Output("owned")]
    public Output<ImmutableArray<string>> Owned { get; private set; } = null!;

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change takes the entries out of the first project and puts them into the other one.
    /// </summary>
    [Output("projectId")]
    public Output<string> ProjectId { get; private set; } = null!;

    /// <summary>
    /// Whether the list guards protected branches only and leaves all others open to everybody. Default: as it is now.
    /// </summary>
    [Output("protectedBranchesOnly")]
    public Output<bool?> ProtectedBranchesOnly { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public IpAllow(string name, IpAllowArgs args, CustomResourceOptions? options = null)
        : base("neonflow:neon:IpAllow", name, args ?? new IpAllowArgs(), MakeResourceOptions(options, ""))
    {
    }

    private IpAllow(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:neon:IpAllow", name, null, MakeResourceOptions(options, id))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    /// <summary>Reads an existing resource by its id, without managing it.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="id">Id, in the form that an import takes.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public static IpAllow Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new IpAllow(name, id, options);
}

/// <summary>Inputs of <see cref="IpAllow"/>.</summary>
public sealed class IpAllowArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Says that entries which are on the list already are this program's own, put there by a run that was interrupted, for example; they go on destroy. Default: false, they stay.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    [Input("entries", required: true)]
    private InputList<string>? _entries;

    /// <summary>
    /// Addresses, CIDR blocks and <c>low-high</c> ranges, IPv4 or IPv6; a set. Changed in place.
    /// </summary>
    public InputList<string> Entries
    {
        get => _entries ?? (_entries = new InputList<string>());
        set => _entries = value;
    }

    /// <summary>
    /// Leaves a project that is open to everybody (an empty list) as it is: the addresses of the entries can connect already, and nobody is shut out. Only where the list was empty when this resource came; one that somebody empties later is a change. Additive only. Default: false.
    /// </summary>
    [Input("keepOpen")]
    public Input<bool>? KeepOpen { get; set; }

    /// <summary>
    /// Whether other entries of the list stay. Default: additive.
    /// </summary>
    [Input("mode")]
    public Input<global::NeonFlow.Cdc.Neon.IpAllowMode>? Mode { get; set; }

    /// <summary>
    /// Says that an empty list, which lets everybody connect, is meant. Default: false.
    /// </summary>
    [Input("openToAll")]
    public Input<bool>? OpenToAll { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change takes the entries out of the first project and puts them into the other one.
    /// </summary>
    [Input("projectId", required: true)]
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>
    /// Whether the list guards protected branches only and leaves all others open to everybody. Default: as it is now.
    /// </summary>
    [Input("protectedBranchesOnly")]
    public Input<bool>? ProtectedBranchesOnly { get; set; }

    /// <summary>No inputs.</summary>
    public static new IpAllowArgs Empty => new IpAllowArgs();
}
