using System.Collections.Generic;
using Pulumi;

namespace NeonFlow.Pulumi;

/// <summary>Inputs of <see cref="NeonToEstuary"/>.</summary>
public sealed class NeonToEstuaryArgs : global::Pulumi.ResourceArgs
{
    /// <summary>Neon project, such as <c>hidden-cell-763301</c>. Required.</summary>
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>Neon branch id, <c>br-…</c>. Default: the project's default branch.</summary>
    public Input<string>? BranchId { get; set; }

    /// <summary>Database that holds the tables. Required.</summary>
    public Input<string> Database { get; set; } = null!;

    /// <summary>Tables to capture, as <c>schema.table</c>; at least one. A table that is added or removed changes grant, publication and capture in place.</summary>
    public IList<string> Tables { get; set; } = new List<string>();

    /// <summary>Estuary prefix of the capture and its collections, such as <c>acmeCo/shop</c>. Required. A change makes a new capture and new collections.</summary>
    public Input<string> Prefix { get; set; } = null!;

    /// <summary>
    /// Says that the program knows: switching logical replication on restarts the project's computes and can never be undone. Needed while it is off. Default: false.
    /// </summary>
    public Input<bool>? AcknowledgeIrreversible { get; set; }

    /// <summary>
    /// What publication, slot, role and watermarks table are called on the database: lower-case letters, digits and <c>_</c>. Default: <c>estuary_</c> and the component's name. A change replaces all of
    /// them, and the capture starts again.
    /// </summary>
    public string? ObjectName { get; set; }

    /// <summary>Any text; a change gives the capture's role a new password in place, and the stream goes on. Default: none.</summary>
    public Input<string>? Rotation { get; set; }

    /// <summary>Roles that make tables in future, so that the capture's role can read them at once. Default: the owner of the database.</summary>
    public InputList<string> Creators
    {
        get => GivenCreators ??= new InputList<string>();
        set => GivenCreators = value;
    }

    internal InputList<string>? GivenCreators { get; private set; }

    /// <summary>Estuary data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one of the prefix.</summary>
    public Input<string>? DataPlane { get; set; }

    /// <summary>
    /// Whether the addresses of the data plane are added to the project's IP Allow list. Default: true. A project that is open to everybody stays open: nothing is added to an empty list.
    /// </summary>
    public bool OpenIpAllow { get; set; } = true;

    /// <summary>
    /// Host, or host and port, that the capture connects to, where it is not the endpoint's own direct host (private networking). A pooled host is refused. Default: the direct host.
    /// </summary>
    public Input<string>? CaptureAddress { get; set; }

    /// <summary>Keep every change event instead of the current state of each row. Default: false.</summary>
    public Input<bool>? HistoryMode { get; set; }

    /// <summary>Connector image with its tag. Default: <c>ghcr.io/estuary/source-postgres:v3</c>.</summary>
    public Input<string>? Connector { get; set; }
}
