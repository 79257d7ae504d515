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
/// A Postgres role on a branch, made through the Neon API: it has REPLICATION, which roles made by SQL on Neon cannot get.
/// </summary>
/// <remarks>
/// <para>A capture needs a role with the attribute REPLICATION. On Neon only roles made by the API (or the console) have it; a role made with <c>CREATE ROLE</c> does not, and membership of <c>neon_superuser</c> does not help, because attributes are not inherited.</para>
/// <list type="bullet">
/// <item><description>Neon makes the password; it is the secret output <c>password</c>.</description></item>
/// <item><description>Changing <c>rotation</c> (any text, a date for example) gives the role a <b>new password in place</b>. What takes the password from this output, such as an   <c>estuary.Capture</c>, follows in the same <c>up</c>.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A role of that name that exists already is an error, or is taken over with <c>adopt: true</c>. An adopted role stays on destroy. The password of one that was made by SQL nobody can tell: preview says so (<c>NF2016</c>, in the component   an error), and with a <c>rotation</c> the role gets a new one when it is taken over.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>Neon's API has nothing that says who made a role. Before it makes one, this resource writes an account in the branch's oldest database that it is about to (the comment of one empty large object; it goes with   the role). A run that is killed at that moment is finished by the next one, which takes the role for its own if it was made within seven minutes of that, and says so; a role that somebody made anew later is   not this program's, and stays on destroy. Where the database cannot be reached there is no account, and the next up asks for <c>adopt: true</c>.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A role is not deleted under a capture: one of the program is named (<c>NF5052</c>), and any other reader is waited for, two minutes (<c>NF2020</c>).</description></item>
/// <item><description>A role made through the API may read every table of the branch (<c>pg_read_all_data</c>).</description></item>
/// </list>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Neon;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new Role("capture", new()
///     {
///         ProjectId = "hidden-cell-763301",
///         Name = "flow_capture",
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:neon:Role")]
public partial class Role : global::Pulumi.CustomResource
{
    /// <summary>
    /// Whether the role existed before and was taken over.
    /// </summary>
    [Output("adopted")]
    public Output<bool> Adopted { get; private set; } = null!;

    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch. A change replaces the role.
    /// </summary>
    [Output("branchId")]
    public Output<string> BranchId { get; private set; } = null!;

    /// <summary>
    /// Name, at most 63 bytes. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the role: the new one is made first, and the old one is deleted last.
    /// </summary>
    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    /// <summary>
    /// Current password; made by Neon.
    /// </summary>
    [Output("password")]
    public Output<string> Password { get; private set; } = null!;

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change replaces the role.
    /// </summary>
    [Output("projectId")]
    public Output<string> ProjectId { get; private set; } = null!;

    /// <summary>
    /// Any text; a change gives the role a new password in place, and so does the takeover of a role whose password Neon cannot tell. Default: none, the password stays.
    /// </summary>
    [Output("rotation")]
    public Output<string?> Rotation { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Role(string name, RoleArgs args, CustomResourceOptions? options = null)
        : base("neonflow:neon:Role", name, args ?? new RoleArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Role(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:neon:Role", name, null, MakeResourceOptions(options, id))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
            AdditionalSecretOutputs = { "password" },
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    /// <summary>Reads an existing resource by its id, without managing it.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="id">Id, in the form that an import takes.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public static Role Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new Role(name, id, options);
}

/// <summary>Inputs of <see cref="Role"/>.</summary>
public sealed class RoleArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Take over a role of that name that exists already. An adopted role is not deleted on destroy. Default: false.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch. A change replaces the role.
    /// </summary>
    [Input("branchId")]
    public Input<string>? BranchId { get; set; }

    /// <summary>
    /// Name, at most 63 bytes. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the role: the new one is made first, and the old one is deleted last.
    /// </summary>
    [Input("name")]
    public Input<string>? Name { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change replaces the role.
    /// </summary>
    [Input("projectId", required: true)]
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>
    /// Any text; a change gives the role a new password in place, and so does the takeover of a role whose password Neon cannot tell. Default: none, the password stays.
    /// </summary>
    [Input("rotation")]
    public Input<string>? Rotation { get; set; }

    /// <summary>No inputs.</summary>
    public static new RoleArgs Empty => new RoleArgs();
}
