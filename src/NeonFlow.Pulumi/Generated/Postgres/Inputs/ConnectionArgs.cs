// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres.Inputs;

/// <summary>
/// How to reach the database, in one of two forms: a Neon address (<c>projectId</c>, <c>branchId</c>, <c>database</c>, <c>role</c>; host and password are looked up through the Neon API each time they are used, so nothing secret is stored and nothing goes stale), or a direct one (<c>host</c>, <c>port</c>, <c>database</c>, <c>user</c>, <c>password</c>, <c>tlsMode</c>). The way there may change: another password, host, port, user or role never replaces anything. Another <c>database</c>, and at a Neon address another <c>projectId</c> or <c>branchId</c>, is another place: what is declared there is made in the new one and taken away in the old one.
/// </summary>
public sealed class ConnectionArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch.
    /// </summary>
    [Input("branchId")]
    public Input<string>? BranchId { get; set; }

    /// <summary>
    /// Database name. Default for a direct address: <c>postgres</c>; required for a Neon address.
    /// </summary>
    [Input("database")]
    public Input<string>? Database { get; set; }

    /// <summary>
    /// Host of a direct address; not a pooled one (<c>-pooler</c>).
    /// </summary>
    [Input("host")]
    public Input<string>? Host { get; set; }

    [Input("password")]
    private Input<string>? _password;

    /// <summary>
    /// Password of a direct address; secret.
    /// </summary>
    public Input<string>? Password
    {
        get => _password;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _password = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    /// <summary>
    /// Port of a direct address. Default: 5432.
    /// </summary>
    [Input("port")]
    public Input<int>? Port { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. Makes this a Neon address.
    /// </summary>
    [Input("projectId")]
    public Input<string>? ProjectId { get; set; }

    /// <summary>
    /// Role to log in as at a Neon address. Default: the owner of the database.
    /// </summary>
    [Input("role")]
    public Input<string>? Role { get; set; }

    /// <summary>
    /// TLS of a direct address. Default: verify-full, or disable on loopback.
    /// </summary>
    [Input("tlsMode")]
    public Input<global::NeonFlow.Cdc.Postgres.ConnectionTlsMode>? TlsMode { get; set; }

    /// <summary>
    /// User of a direct address. Default: <c>postgres</c>.
    /// </summary>
    [Input("user")]
    public Input<string>? User { get; set; }

    /// <summary>No inputs.</summary>
    public static new ConnectionArgs Empty => new ConnectionArgs();
}
