using System.Net;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>How a local Estuary is set up.</summary>
public sealed record EstuaryCloudOptions
{
    /// <summary>E-mail address of the user that the tokens belong to.</summary>
    public string User { get; init; } = "you@acme.example";

    /// <summary>Prefixes that user administers, each with its slash at the end; default <c>acmeCo/</c>.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = ["acmeCo/"];

    /// <summary>Port of PostgREST on 127.0.0.1; default 0: a free one.</summary>
    public int PostgrestPort { get; init; }

    /// <summary>Port of the agent API on 127.0.0.1; default 0: a free one.</summary>
    public int AgentPort { get; init; }

    /// <summary>Port of config encryption on 127.0.0.1; default 0: a free one.</summary>
    public int ConfigEncryptionPort { get; init; }

    /// <summary>The user's refresh token, which an earlier local Estuary made; default: a new one. Secret.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>Data planes, the default one first; default one on 127.0.0.1 and one with addresses of a documentation range.</summary>
    public IReadOnlyList<DataPlaneInfo> DataPlanes { get; init; } =
    [
        new DataPlaneInfo { Name = "local-cluster-c1" },
        new DataPlaneInfo
        {
            Name = "aws-eu-west-1-c1",
            CidrBlocks = ["203.0.113.17/32", "203.0.113.18/32"],
            CloudProvider = "AWS",
            Region = "eu-west-1",
        },
    ];

    /// <summary>
    /// Connectors by image; default the built-in ones, or the executable named by <c>NEONFLOW_CONNECTOR_SOURCE_POSTGRES</c>.
    /// </summary>
    public ConnectorRegistry? Connectors { get; init; }

    /// <summary>Image tags that count as registered; default <c>:v3</c> and <c>:dev</c>.</summary>
    public IReadOnlyList<string> ConnectorTags { get; init; } = [":v3", ":dev"];

    /// <summary>
    /// Asked before a connector connects: may this data plane reach that address? The address is null where the host is not on loopback and
    /// no IP address.
    /// Default: always. Where the answer is no, the connector fails with what Neon answers to an address that is not allowed.
    /// </summary>
    public Func<DataPlaneInfo, IPEndPoint?, bool>? EgressAllowed { get; init; }

    /// <summary>How long an access token is valid; default one hour.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Pause before a failed connector is started again; default 200 ms.</summary>
    public TimeSpan RestartPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between a publication and the start of its captures; default 20 ms.</summary>
    public TimeSpan ActivationDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a connector may take for one unary request; default one minute.</summary>
    public TimeSpan ConnectorTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Folder where committed documents are also appended, one file per collection; default none.</summary>
    public string? DocumentsFolder { get; init; }
}
