using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Preflight.Rules;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Preflight;

/// <summary>The verdict on a capture: all findings at once.</summary>
/// <param name="Failures">Why the pipeline would not run or would lose rows.</param>
/// <param name="Warnings">What people should know.</param>
public sealed record PreflightVerdict(IReadOnlyList<Diagnostic> Failures, IReadOnlyList<Diagnostic> Warnings)
{
    /// <summary>What a healthy pipeline costs.</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>Everything, the gravest first.</summary>
    public IEnumerable<Diagnostic> All => [.. Failures, .. Warnings, .. Notes];

    /// <summary>Whether the pipeline would run.</summary>
    public bool Passes => Failures.Count == 0;

    /// <summary>Rows of each bound table by the planner's estimate; a table that was never counted, or could not be looked at, is not in it.</summary>
    public IReadOnlyDictionary<TableName, long> EstimatedRows { get; init; } = new Dictionary<TableName, long>();
}

/// <summary>Judges, before anything is touched, whether a capture would run: facts of the database + intents of the program -> rules.</summary>
public static class CapturePreflight
{
    private static readonly ICaptureRule[] Rules =
    [
        new PooledHostRule(),
        new PublicationNameRule(),
        new SlotNameRule(),
        new StandbyRule(),
        new WalLevelRule(),
        new RoleMissingRule(),
        new LoginRule(),
        new ReplicationRule(),
        new PublicationMissingRule(),
        new PublicationRemadeRule(),
        new OperationsRule(),
        new TableMissingRule(),
        new UnpublishableRule(),
        new KeylessTableRule(),
        new FallbackKeyRule(),
        new TableNotPublishedRule(),
        new PartitionRootRule(),
        new PartitionBoundRule(),
        new SelectRule(),
        new RowSecurityRule(),
        new RowFilterRule(),
        new ColumnListRule(),
        new VirtualColumnRule(),
        new StoredColumnRule(),
        new WatermarksRule(),
        new WatermarksPublishedRule(),
        new ForeignSlotRule(),
        new SlotInUseRule(),
        new SlotLostRule(),
        new SlotGoneRule(),
        new SlotRemadeRule(),
        new FreeSlotRule(),
        new FreeSenderRule(),
        new AwakeComputeRule(),
        new ReadOnlyRule(),
    ];

    /// <summary>The codes of all rules, in the order of the rules.</summary>
    public static IReadOnlyList<DiagnosticCode> Codes { get; } = [.. Rules.Select(static r => r.Code)];

    /// <summary>The pure verdict.</summary>
    public static PreflightVerdict Judge(CaptureSituation situation)
    {
        var found = Rules.SelectMany(r => r.Judge(situation)).ToLookup(static f => f.Weight, static f => f.Diagnostic);
        return new PreflightVerdict([.. found[Weight.Failure]], [.. found[Weight.Warning]]) { Notes = [.. found[Weight.Note]] };
    }

    /// <summary>Gathers the facts in one round trip.</summary>
    public static Task<CaptureFacts> GatherAsync(PostgresSessions sessions, PostgresAddress address, CaptureSubject subject, CancellationToken stop) =>
        sessions.ReadAsync(address, new SessionOptions { ApplicationName = "neonflow preflight" }, async (session, ct) =>
        {
            var batch = new FactBatch();
            var server = batch.Add(ServerFacts.Query);
            var role = batch.Add(RoleFacts.Query(subject.User));
            var publication = batch.Add(PublicationFacts.Head(subject.Publication, session.ServerVersion));
            IReadOnlyList<TableName> names = [.. subject.Tables.Select(static t => t.Name)];
            var tables = batch.Add(TableFacts.Query(names, subject.User, subject.Publication));
            var seen = batch.Add(CapturedTableFacts.Query(names, subject.User, subject.Publication, session.ServerVersion));
            var slot = batch.Add(SlotFacts.Query(subject.Slot));
            var watermarks = subject.WatermarksTable is { } name && TableName.TryParse(name, out var table, out _) ? batch.Add(WatermarksFacts.Query(table, subject.User, subject.Publication)) : null;
            await session.ReadAsync(batch, ct);
            return new CaptureFacts(server.FirstOrDefault!, role.FirstOrDefault, publication.FirstOrDefault, tables.Rows, slot.FirstOrDefault, watermarks?.FirstOrDefault) { Seen = seen.Rows };
        }, stop);

    /// <summary>What the program will make, from the ledger.</summary>
    /// <param name="ledger">The ledger of this operation.</param>
    /// <param name="connection">How the program names the database, or null.</param>
    /// <param name="address">Where the database is, or null where that is not known.</param>
    public static CaptureIntents IntentsOf(IntentLedger ledger, Connection? connection, PostgresAddress? address)
    {
        var keys = DatabaseId.LedgerKeys(connection, address).ToList();
        if (connection is { IsNeon: true })
        {
            keys.Add($"neon:{connection.ProjectId}/{connection.BranchId ?? "default"}");
            keys.Add($"neon:{connection.ProjectId}");
        }

        IReadOnlyList<T> Of<T>() => [.. keys.SelectMany(ledger.Of<T>).Distinct()];
        return new CaptureIntents
        {
            Roles = Of<RoleIntent>(),
            Grants = Of<GrantIntent>(),
            Publications = Of<PublicationIntent>(),
            Watermarks = Of<WatermarksIntent>(),
            Slots = Of<SlotIntent>(),
            LogicalReplication = Of<LogicalReplicationIntent>().Count > 0,
        };
    }

    /// <summary>
    /// Looks and judges. Where the database cannot be looked at (no network, no credentials, not made yet), says so with one "not checked" line and judges by the program alone.
    /// </summary>
    /// <param name="upstreams">Settings and sessions.</param>
    /// <param name="connection">How to reach the database with rights to look, as a SQL resource's <c>connection</c>; null for the provider's <c>databaseUrl</c>.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="context">The operation.</param>
    public static async Task<PreflightVerdict> JudgeAsync(Upstreams upstreams, Connection? connection, CaptureSubject subject, OperationContext context)
    {
        var (address, facts) = await LookAsync(upstreams, connection, subject, context);
        return Judge(new CaptureSituation(subject, facts, IntentsOf(context.Intents, connection, address))) with { EstimatedRows = RowsOf(subject, facts) };
    }

    /// <summary>Looks only; facts are null, and a "not checked" line says why, where the database cannot be looked at.</summary>
    /// <param name="upstreams">Settings and sessions.</param>
    /// <param name="connection">How to reach the database with rights to look.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="context">The operation.</param>
    public static async Task<(PostgresAddress? Address, CaptureFacts? Facts)> LookAsync(Upstreams upstreams, Connection? connection, CaptureSubject subject, OperationContext context)
    {
        PostgresAddress? address = null;
        try
        {
            address = await upstreams.ResolveAsync(connection, "connection", context.Stop);
            return (address, await GatherAsync(upstreams.Sessions, address, subject, context.Stop));
        }
        catch (Exception e) when (e is not OperationCanceledException && Because(e) is { } because)
        {
            context.NotChecked($"database of the capture (role {subject.User}, publication {subject.Publication}, slot {subject.Slot})", because);
            return (address, null);
        }
    }

    private static Dictionary<TableName, long> RowsOf(CaptureSubject subject, CaptureFacts? facts) => facts is null
        ? []
        : subject.Tables.Zip(facts.Tables).Where(static t => t.Second.Exists && t.Second.EstimatedRows >= 0).GroupBy(static t => t.First.Name).ToDictionary(static t => t.Key, static t => t.First().Second.EstimatedRows);

    private static string? Because(Exception e) => (e is DiagnosticException known ? known.Diagnostics[0] : Registry.ReadFailure(e))?.Message.TrimEnd('.');
}
