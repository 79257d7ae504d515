using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Preflight.Rules;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Preflight;

/// <summary>One thing that breaks a capture; pure.</summary>
internal interface ICaptureRule
{
    /// <summary>What is wrong in this situation; nothing where it cannot be known.</summary>
    IEnumerable<Diagnostic> Judge(CaptureSituation situation);

    /// <summary>Whether a finding merely warns.</summary>
    bool WarnsOnly => false;
}

/// <summary>The verdict on a capture: all findings at once.</summary>
/// <param name="Failures">Why the pipeline would not run or would lose rows.</param>
/// <param name="Warnings">What people should know.</param>
public sealed record PreflightVerdict(IReadOnlyList<Diagnostic> Failures, IReadOnlyList<Diagnostic> Warnings)
{
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
        new ReplicationRule(),
        new PublicationMissingRule(),
        new OperationsRule(),
        new TableMissingRule(),
        new KeylessTableRule(),
        new TableNotPublishedRule(),
        new PartitionRootRule(),
        new SelectRule(),
        new RowSecurityRule(),
        new WatermarksRule(),
        new WatermarksPublishedRule(),
        new ForeignSlotRule(),
        new SlotLostRule(),
        new FreeSlotRule(),
        new FreeSenderRule(),
    ];

    /// <summary>The pure verdict.</summary>
    public static PreflightVerdict Judge(CaptureSituation situation)
    {
        var failures = new List<Diagnostic>();
        var warnings = new List<Diagnostic>();
        foreach (var rule in Rules)
        {
            (rule.WarnsOnly ? warnings : failures).AddRange(rule.Judge(situation));
        }

        return new PreflightVerdict(failures, warnings);
    }

    /// <summary>Gathers the facts in one round trip.</summary>
    public static Task<CaptureFacts> GatherAsync(PostgresSessions sessions, PostgresAddress address, CaptureSubject subject, CancellationToken stop) =>
        sessions.ReadAsync(address, new SessionOptions { ApplicationName = "neonflow preflight" }, async (session, ct) =>
        {
            var batch = new FactBatch();
            var server = batch.Add(ServerFacts.Query);
            var role = batch.Add(RoleFacts.Query(subject.User));
            var publication = batch.Add(PublicationFacts.Head(subject.Publication, session.ServerVersion));
            var tables = batch.Add(TableFacts.Query([.. subject.Tables.Select(static t => t.Name)], subject.User, subject.Publication));
            var slot = batch.Add(SlotFacts.Query(subject.Slot));
            var watermarks = subject.WatermarksTable is { } name && TableName.TryParse(name, out var table, out _) ? batch.Add(WatermarksFacts.Query(table, subject.User, subject.Publication)) : null;
            await session.ReadAsync(batch, ct);
            return new CaptureFacts(server.FirstOrDefault!, role.FirstOrDefault, publication.FirstOrDefault, tables.Rows, slot.FirstOrDefault, watermarks?.FirstOrDefault);
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
        PostgresAddress? address = null;
        CaptureFacts? facts = null;
        try
        {
            address = await upstreams.ResolveAsync(connection, "connection", context.Stop);
            facts = await GatherAsync(upstreams.Sessions, address, subject, context.Stop);
        }
        catch (Exception e) when (e is not OperationCanceledException && Because(e) is { } because)
        {
            context.NotChecked($"database of the capture (role {subject.User}, publication {subject.Publication}, slot {subject.Slot})", because);
        }

        return Judge(new CaptureSituation(subject, facts, IntentsOf(context.Intents, connection, address))) with { EstimatedRows = RowsOf(subject, facts) };
    }

    private static Dictionary<TableName, long> RowsOf(CaptureSubject subject, CaptureFacts? facts) => facts is null
        ? []
        : subject.Tables.Zip(facts.Tables).Where(static t => t.Second.Exists && t.Second.EstimatedRows >= 0).GroupBy(static t => t.First.Name).ToDictionary(static t => t.Key, static t => t.First().Second.EstimatedRows);

    private static string? Because(Exception e) => (e is DiagnosticException known ? known.Diagnostics[0] : Registry.ReadFailure(e))?.Message.TrimEnd('.');
}
