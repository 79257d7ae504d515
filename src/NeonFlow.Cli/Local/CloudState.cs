using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Local;

/// <summary>What the page of a local cloud shows. It holds no password, token or key.</summary>
internal sealed record CloudState
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required ProjectState Project { get; init; }

    public required DatabaseState Database { get; init; }

    public required IReadOnlyList<CaptureState> Captures { get; init; }

    public required IReadOnlyList<CollectionState> Collections { get; init; }

    /// <summary>The last documents of each collection, the newest of all first.</summary>
    public required IReadOnlyList<RowState> Rows { get; init; }

    /// <summary>The last calls, the newest first.</summary>
    public required IReadOnlyList<CallState> NeonCalls { get; init; }

    /// <summary>The last calls, the newest first.</summary>
    public required IReadOnlyList<CallState> EstuaryCalls { get; init; }

    public required IReadOnlyList<FaultState> Faults { get; init; }

    internal sealed record ProjectState(
        string Id,
        bool LogicalReplication,
        IReadOnlyList<string> AllowedIps,
        string BranchId,
        string BranchName,
        string Compute
    );

    /// <summary>What the server shows; nothing while it does not run.</summary>
    internal sealed record DatabaseState(
        IReadOnlyList<RoleState> Roles,
        IReadOnlyList<PublicationState> Publications,
        IReadOnlyList<SlotState> Slots
    );

    internal sealed record RoleState(string Name, bool Login, bool Replication);

    internal sealed record PublicationState(string Name, IReadOnlyList<string> Tables);

    internal sealed record SlotState(string Name, bool Active, string? WalStatus, long? LagBytes);

    internal sealed record CaptureState(string Name, string State, string DataPlane, string Role, string Publication, string Slot)
    {
        public string? Failure { get; init; }

        public int Starts { get; init; }

        public bool BackfillDone { get; init; }

        public required IReadOnlyList<string> Collections { get; init; }
    }

    internal sealed record CollectionState(string Name, int Rows);

    internal sealed record RowState(string Collection, DateTimeOffset At, string Operation, JsonObject Document);

    internal sealed record CallState(string Method, string Path, int Status);

    internal sealed record FaultState(string Name, string Title);
}
