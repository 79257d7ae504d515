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
/// Where a database of a Neon branch is and who owns it: direct host, port, owner. No password is asked for; <c>getConnection</c> has one.
/// </summary>
public static class GetDatabase
{
    /// <summary>
    /// Where a database of a Neon branch is and who owns it: direct host, port, owner. No password is asked for; <c>getConnection</c> has one.
    /// </summary>
    public static Task<GetDatabaseResult> InvokeAsync(GetDatabaseArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetDatabaseResult>("neonflow:neon:getDatabase", args ?? new GetDatabaseArgs(), options.WithDefaults());

    /// <summary>
    /// Where a database of a Neon branch is and who owns it: direct host, port, owner. No password is asked for; <c>getConnection</c> has one.
    /// </summary>
    public static Output<GetDatabaseResult> Invoke(GetDatabaseInvokeArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetDatabaseResult>("neonflow:neon:getDatabase", args ?? new GetDatabaseInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.BranchId is null);

    /// <summary>
    /// Where a database of a Neon branch is and who owns it: direct host, port, owner. No password is asked for; <c>getConnection</c> has one.
    /// </summary>
    public static Output<GetDatabaseResult> Invoke(GetDatabaseInvokeArgs args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetDatabaseResult>("neonflow:neon:getDatabase", args ?? new GetDatabaseInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.BranchId is null);
}

/// <summary>Arguments of <see cref="GetDatabase.InvokeAsync"/>.</summary>
public sealed class GetDatabaseArgs : global::Pulumi.InvokeArgs
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

    /// <summary>No arguments.</summary>
    public static new GetDatabaseArgs Empty => new GetDatabaseArgs();
}

/// <summary>Arguments of the output forms of <see cref="GetDatabase"/>.</summary>
public sealed class GetDatabaseInvokeArgs : global::Pulumi.InvokeArgs
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

    /// <summary>No inputs.</summary>
    public static new GetDatabaseInvokeArgs Empty => new GetDatabaseInvokeArgs();
}

/// <summary>
/// Answer of <c>neon.getDatabase</c>.
/// </summary>
[OutputType]
public sealed class GetDatabaseResult
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
    /// Direct host of the branch's primary compute; the one for replication.
    /// </summary>
    public readonly string Host;

    /// <summary>
    /// Role that owns the database.
    /// </summary>
    public readonly string Owner;

    /// <summary>
    /// Port.
    /// </summary>
    public readonly int Port;

    [OutputConstructor]
    private GetDatabaseResult(
        string branchId,
        string database,
        string host,
        string owner,
        int port)
    {
        BranchId = branchId;
        Database = database;
        Host = host;
        Owner = owner;
        Port = port;
    }
}
