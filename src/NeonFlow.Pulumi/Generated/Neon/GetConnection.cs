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
/// How to log in to a database of a Neon branch: direct and pooled host, role, password, URIs. Ask <c>getDatabase</c> where the place is enough.
/// </summary>
public static class GetConnection
{
    /// <summary>
    /// How to log in to a database of a Neon branch: direct and pooled host, role, password, URIs. Ask <c>getDatabase</c> where the place is enough.
    /// </summary>
    public static Task<GetConnectionResult> InvokeAsync(GetConnectionArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetConnectionResult>("neonflow:neon:getConnection", args ?? new GetConnectionArgs(), options.WithDefaults());

    /// <summary>
    /// How to log in to a database of a Neon branch: direct and pooled host, role, password, URIs. Ask <c>getDatabase</c> where the place is enough.
    /// </summary>
    public static Output<GetConnectionResult> Invoke(GetConnectionInvokeArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetConnectionResult>("neonflow:neon:getConnection", args ?? new GetConnectionInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.BranchId is null);

    /// <summary>
    /// How to log in to a database of a Neon branch: direct and pooled host, role, password, URIs. Ask <c>getDatabase</c> where the place is enough.
    /// </summary>
    public static Output<GetConnectionResult> Invoke(GetConnectionInvokeArgs args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetConnectionResult>("neonflow:neon:getConnection", args ?? new GetConnectionInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.BranchId is null);
}

/// <summary>Arguments of <see cref="GetConnection.InvokeAsync"/>.</summary>
public sealed class GetConnectionArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch.
    /// </summary>
    [Input("branchId")]
    public string? BranchId { get; set; }

    /// <summary>
    /// Database. Default: the only database of the branch.
    /// </summary>
    [Input("database")]
    public string? Database { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>.
    /// </summary>
    [Input("projectId", required: true)]
    public string ProjectId { get; set; } = null!;

    /// <summary>
    /// Role. Default: the owner of the database.
    /// </summary>
    [Input("role")]
    public string? Role { get; set; }

    /// <summary>No arguments.</summary>
    public static new GetConnectionArgs Empty => new GetConnectionArgs();
}

/// <summary>Arguments of the output forms of <see cref="GetConnection"/>.</summary>
public sealed class GetConnectionInvokeArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch.
    /// </summary>
    [Input("branchId")]
    public Input<string>? BranchId { get; set; }

    /// <summary>
    /// Database. Default: the only database of the branch.
    /// </summary>
    [Input("database")]
    public Input<string>? Database { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>.
    /// </summary>
    [Input("projectId", required: true)]
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>
    /// Role. Default: the owner of the database.
    /// </summary>
    [Input("role")]
    public Input<string>? Role { get; set; }

    /// <summary>No inputs.</summary>
    public static new GetConnectionInvokeArgs Empty => new GetConnectionInvokeArgs();
}

/// <summary>
/// Answer of <c>neon.getConnection</c>.
/// </summary>
[OutputType]
public sealed class GetConnectionResult
{
    /// <summary>
    /// Branch that was looked at.
    /// </summary>
    public readonly string BranchId;

    /// <summary>
    /// Database.
    /// </summary>
    public readonly string Database;

    /// <summary>
    /// Direct host; the one for replication.
    /// </summary>
    public readonly string Host;

    /// <summary>
    /// Password of the role; secret.
    /// </summary>
    public readonly string Password;

    /// <summary>
    /// Pooled host; for short connections of applications, never for replication.
    /// </summary>
    public readonly string PooledHost;

    /// <summary>
    /// URI over the pooled host, password included; secret.
    /// </summary>
    public readonly string PooledUri;

    /// <summary>
    /// Port.
    /// </summary>
    public readonly int Port;

    /// <summary>
    /// Role.
    /// </summary>
    public readonly string Role;

    /// <summary>
    /// URI over the direct host, password included; secret.
    /// </summary>
    public readonly string Uri;

    [OutputConstructor]
    private GetConnectionResult(
        string branchId,
        string database,
        string host,
        string password,
        string pooledHost,
        string pooledUri,
        int port,
        string role,
        string uri)
    {
        BranchId = branchId;
        Database = database;
        Host = host;
        Password = password;
        PooledHost = pooledHost;
        PooledUri = pooledUri;
        Port = port;
        Role = role;
        Uri = uri;
    }
}
