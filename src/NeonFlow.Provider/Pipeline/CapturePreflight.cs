using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline.Rules;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// Judges, before anything is touched, whether a capture would run: facts of the database + intents of the program -> rules.
/// </summary>
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
        new SlotSharedRule(),
        new SlotLostRule(),
        new SlotGoneRule(),
        new SlotRemadeRule(),
        new FreeSlotRule(),
        new FreeSenderRule(),
        new AwakeComputeRule(),
        new ReadOnlyRule(),
    ];

    /// <summary>The codes of all rules, in the order of the rules.</summary>
    public static IReadOnlyList<DiagnosticCode> RuleCodes { get; } = [.. Rules.Select(static r => r.Code)];

    /// <summary>
    /// The pure verdict: every finding once, nothing that the program is about to put right, nothing that follows from what cannot be known
    /// yet.
    /// </summary>
    public static PreflightVerdict Judge(CaptureSituation situation)
    {
        var withheld = situation.NotKnown.Where(static n => n.Always).Aggregate(CaptureAspects.None, static (all, n) => all | n.Aspects);
        var now = Find(situation, ref withheld);
        var awaited = situation with { Intents = situation.Beside.Aggregate(situation.Intents, static (all, b) => all.And(b.What)) };
        var found = situation.Beside.Count == 0 ? now : Find(awaited, ref withheld);
        var failures = Together(found.Where(static f => f.Weight == Weight.Failure), situation.Subject);
        var warnings = Together(found.Where(static f => f.Weight == Weight.Warning), situation.Subject);

        var vanished = now.Where(f => !found.Contains(f)).ToList();
        if (vanished.Count > 0)
        {
            failures.Add(
                NotAwaited(
                    situation.Subject,
                    vanished,
                    Causes(situation.Beside, b => !Find(situation with { Intents = situation.Intents.And(b.What) }).IsSupersetOf(vanished))
                )
            );
        }

        IReadOnlyList<Finding> After(CaptureIntents gone) =>
            [.. Find(awaited with { Leaving = situation.Leaving.And(gone) }).Where(f => !found.Contains(f))];
        var missed =
            situation.Absent.Count == 0 ? [] : After(situation.Absent.Aggregate(CaptureIntents.None, static (all, a) => all.And(a.What)));
        if (missed.Count > 0)
        {
            warnings.Add(Absent(missed, Causes(situation.Absent, a => After(a.What).Count > 0)));
        }

        return new PreflightVerdict(failures, warnings)
        {
            Notes = Together(found.Where(static f => f.Weight == Weight.Note), situation.Subject),
            NotJudged = NotJudged(situation, withheld),
        };
    }

    private static HashSet<Finding> Find(CaptureSituation situation)
    {
        var ignored = CaptureAspects.None;
        return [.. Find(situation, ref ignored)];
    }

    private static List<Finding> Find(CaptureSituation situation, ref CaptureAspects withheld)
    {
        var unknown = situation.NotKnown.Aggregate(CaptureAspects.None, static (all, n) => all | n.Aspects);
        var standing = situation with { Facts = situation.Facts?.Without(situation.Leaving, situation.Subject) };
        var found = new List<Finding>();
        foreach (var rule in Rules)
        {
            foreach (var finding in rule.Judge(standing))
            {
                if ((Aspects.Of(finding.Diagnostic.Code) & unknown) is not CaptureAspects.None and var because)
                {
                    withheld |= because;
                    continue;
                }

                // Once everything that the capture waits for is done, a role that is missing stays missing.
                found.Add(situation.IsReal && rule is RoleMissingRule ? finding with { Weight = Weight.Failure } : finding);
            }
        }

        return found;
    }

    // One cause is one finding: the same thing about several tables is said once, with all its SQL.
    private static List<Diagnostic> Together(IEnumerable<Finding> found, CaptureSubject subject)
    {
        var tables = subject.Tables.GroupBy(static t => t.Path).ToDictionary(static g => g.Key, static g => g.First().Name.ToString());
        return
        [
            .. found
                .GroupBy(f =>
                    (
                        f.Diagnostic.Code,
                        tables.TryGetValue(f.Diagnostic.Path, out var table)
                            ? f.Diagnostic.Message.Replace(table, "", StringComparison.Ordinal)
                            : f.Diagnostic.Path + f.Diagnostic.Message
                    )
                )
                .Select(group =>
                {
                    var first = group.First().Diagnostic;
                    var others = group
                        .Select(static f => f.Diagnostic.Path)
                        .Where(p => p != first.Path)
                        .Distinct()
                        .Select(p => $"{tables[p]} ({p})")
                        .ToList();
                    return others.Count == 0
                        ? first
                        : first with
                        {
                            Message = $"{first.Message} The same holds for {Aspects.And(others)}.",
                            Fix = string.Join("\n", group.SelectMany(static f => (f.Diagnostic.Fix ?? "").Split('\n')).Distinct()),
                        };
                }),
        ];
    }

    private static IReadOnlyList<string> Causes(IReadOnlyList<NamedIntents> all, Func<NamedIntents, bool> matters)
    {
        var causes = all.Where(matters).Select(static n => n.Resource).Distinct().ToList();
        return causes.Count > 0 ? causes : [.. all.Select(static n => n.Resource).Distinct()];
    }

    private static Diagnostic NotAwaited(CaptureSubject subject, IReadOnlyList<Finding> vanished, IReadOnlyList<string> resources) =>
        new(
            PreflightDiagnostics.NotAwaited,
            vanished[0].Diagnostic.Path,
            $"The program makes {Aspects.And(resources)}, but the capture {subject.Name} does not wait for "
                + $"{(resources.Count == 1 ? "it" : "them")}: {Codes(vanished)}. {PreflightDiagnostics.NotAwaited.Consequence}"
        )
        {
            Fix = $"new CustomResourceOptions {{ DependsOn = {{ ... }} }}   // on the capture, with {Aspects.And(resources)}",
        };

    private static Diagnostic Absent(IReadOnlyList<Finding> missed, IReadOnlyList<string> resources) =>
        new(
            PreflightDiagnostics.Absent,
            missed[0].Diagnostic.Path,
            $"{Aspects.And(resources)} {(resources.Count == 1 ? "is" : "are")} in the state, and the program had not registered "
                + $"{(resources.Count == 1 ? "it" : "them")} when the capture came. If the program does not have "
                + $"{(resources.Count == 1 ? "it" : "them")} any more, up takes away what the capture needs: {Codes(missed)}."
        )
        {
            Fix =
                "Keep it in the program and let the capture depend on it (DependsOn); or, where somebody else looks after it from now "
                + "on: new CustomResourceOptions { RetainOnDelete = true } before it is taken out.",
        };

    private static string Codes(IReadOnlyList<Finding> findings) =>
        string.Join(
            "; ",
            findings
                .GroupBy(static f => f.Diagnostic.Code)
                .Select(static g =>
                    $"{g.Key.Title} "
                    + $"({string.Join(", ", g.Select(static f => f.Diagnostic.Path).Where(static p => p.Length > 0).Append(g.Key.Id).Distinct())})"
                )
        );

    private static string? NotJudged(CaptureSituation situation, CaptureAspects withheld)
    {
        if (withheld == CaptureAspects.None)
        {
            return null;
        }

        // What an input of the capture explains needs no other reason.
        var explained = situation.NotKnown.Where(static n => n.Always).Aggregate(CaptureAspects.None, static (all, n) => all | n.Aspects);
        var inputs = situation
            .NotKnown.Where(n => (n.Aspects & (n.Always ? withheld : withheld & ~explained)) != CaptureAspects.None)
            .Select(static n => n.Input)
            .Distinct()
            .ToList();
        return $"not judged: {Aspects.Say(withheld)}, because {Aspects.And(inputs)} "
            + $"{(inputs.Count == 1 ? "is not known until it is made" : "are not known until they are made")}";
    }

    /// <summary>Gathers the facts in one round trip.</summary>
    public static Task<CaptureFacts> GatherAsync(
        PostgresSessions sessions,
        PostgresAddress address,
        CaptureSubject subject,
        CancellationToken stop
    ) =>
        sessions.ReadAsync(
            address,
            new SessionOptions { ApplicationName = "neonflow preflight" },
            async (session, ct) =>
            {
                var batch = new FactBatch();
                var server = batch.Add(ServerFacts.Query);
                var role = batch.Add(RoleFacts.Query(subject.User));
                var publication = batch.Add(PublicationFacts.Head(subject.Publication, session.ServerVersion));
                IReadOnlyList<TableName> names = [.. subject.Tables.Select(static t => t.Name)];
                var tables = batch.Add(TableFacts.Query(names, subject.User, subject.Publication));
                var seen = batch.Add(CapturedTableFacts.Query(names, subject.User, subject.Publication, session.ServerVersion));
                var slot = batch.Add(SlotFacts.Query(subject.Slot));
                var watermarks =
                    subject.WatermarksTable is { } name && TableName.TryParse(name, out var table, out _)
                        ? batch.Add(WatermarksFacts.Query(table, subject.User, subject.Publication))
                        : null;
                var slots = batch.Add(
                    new FactQuery<string>("select s.slot_name::text from pg_catalog.pg_replication_slots s", static r => r.GetString(0))
                );
                await session.ReadAsync(batch, ct);
                return new CaptureFacts(
                    server.FirstOrDefault!,
                    role.FirstOrDefault,
                    publication.FirstOrDefault,
                    tables.Rows,
                    slot.FirstOrDefault,
                    watermarks?.FirstOrDefault
                )
                {
                    Seen = seen.Rows,
                    SlotNames = slots.Rows,
                };
            },
            stop
        );

    /// <summary>
    /// Looks and judges. Where the database cannot be looked at (no network, no credentials, not made yet), says so with one "not checked"
    /// line and judges by the program alone.
    /// </summary>
    /// <param name="upstreams">Settings and sessions.</param>
    /// <param name="place">Where the capture's database is, and how to look at it.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="notKnown">Inputs of the capture that are not known yet.</param>
    /// <param name="context">The operation.</param>
    public static async Task<PreflightVerdict> JudgeAsync(
        UpstreamClients upstreams,
        CapturePlace place,
        CaptureSubject subject,
        IReadOnlyList<NotKnown> notKnown,
        OperationContext context
    )
    {
        var facts = await LookAsync(upstreams, place, subject, context);
        if (facts is not null && place.Place is { } known)
        {
            await NeonPreview.FindServerAsync(upstreams, known, context).ConfigureAwait(false);
        }

        return Judge(Situation(subject, facts, context.Intents.Look(place.Place, context.Urn), notKnown, !context.IsPreview)) with
        {
            EstimatedRows = RowsOf(subject, facts),
        };
    }

    /// <summary>Looks only; null, and a "not checked" line says why, where the database cannot be looked at.</summary>
    /// <param name="upstreams">Settings and sessions.</param>
    /// <param name="place">Where the capture's database is, and how to look at it.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="context">The operation.</param>
    public static async Task<CaptureFacts?> LookAsync(
        UpstreamClients upstreams,
        CapturePlace place,
        CaptureSubject subject,
        OperationContext context
    )
    {
        if (place is { Way: null, IsSettings: false })
        {
            return null;
        }

        try
        {
            var address = await upstreams.ResolveAsync(place.Way, "connection", context.Stop);
            context.Intents.Same(place.Place, DatabaseId.PlaceOf(address));
            return await GatherAsync(upstreams.Sessions, address, subject, context.Stop);
        }
        catch (Exception e) when (e is not OperationCanceledException && Because(e) is { } because)
        {
            context.NotChecked(
                $"database of the capture (role {subject.User}, publication {subject.Publication}, slot {subject.Slot})",
                because
            );
            return null;
        }
    }

    /// <summary>Facts, and what the ledger knows, seen from the capture.</summary>
    public static CaptureSituation Situation(
        CaptureSubject subject,
        CaptureFacts? facts,
        IReadOnlyList<Prospect> prospects,
        IReadOnlyList<NotKnown> notKnown,
        bool isReal
    )
    {
        var known = prospects.Where(static p => p.Intent.Unknown.Count == 0).ToList();
        CaptureIntents Of(params IntentStage[] stages) =>
            CaptureIntents.Of(known.Where(p => stages.Contains(p.Stage)).Select(static p => p.Intent.What));
        IReadOnlyList<NamedIntents> Named(IntentStage stage) =>
            [
                .. known
                    .Where(p => p.Stage == stage && p.Intent.What is not (SlotUseIntent or CaptureIntent or DefaultPrivilegesIntent))
                    .GroupBy(static p => p.Resource)
                    .Select(static g => new NamedIntents(g.Key, CaptureIntents.Of(g.Select(static p => p.Intent.What)))),
            ];

        var before = Of(IntentStage.Before, IntentStage.Standing);
        var leaving = Of(IntentStage.Leaving);
        return new CaptureSituation(
            subject,
            facts,
            (isReal ? new CaptureIntents { Slots = before.Slots } : before) with
            {
                SlotUses = Of(IntentStage.Before, IntentStage.Standing, IntentStage.Beside).SlotUses,
            }
        )
        {
            Beside = Named(IntentStage.Beside),
            Leaving = leaving with { Grants = [] },
            FormerUsers = [.. leaving.SlotUses.Where(u => u.Slot == subject.Slot).Select(static u => u.User)],
            Absent = Named(IntentStage.Absent),
            NotKnown =
            [
                .. notKnown,
                .. prospects
                    .Where(static p => p.Intent.Unknown.Count > 0 && p.Stage is IntentStage.Before or IntentStage.Beside)
                    .Select(p => Vague(p, subject))
                    .OfType<NotKnown>(),
            ],
            IsReal = isReal,
        };
    }

    // A resource that is not fully known yet may be the very one that puts something right.
    private static NotKnown? Vague(Prospect prospect, CaptureSubject subject)
    {
        var aspects = prospect.Intent.What switch
        {
            LogicalReplicationIntent => CaptureAspects.Server,
            RoleIntent role when Maybe(role.Name, subject.User, "name") => CaptureAspects.Role
                | CaptureAspects.Rights
                | CaptureAspects.Watermarks,
            GrantIntent grant when Maybe(grant.Role, subject.User, "role") => CaptureAspects.Rights | CaptureAspects.Watermarks,
            PublicationIntent publication when Maybe(publication.Name, subject.Publication, "name") => CaptureAspects.Publication,
            WatermarksIntent watermarks when Maybe(watermarks.Table, subject.WatermarksTable, "table") => CaptureAspects.Watermarks
                | CaptureAspects.Publication,
            SlotIntent slot when Maybe(slot.Name, subject.Slot, "name") => CaptureAspects.Slot,
            _ => CaptureAspects.None,
        };
        return aspects == CaptureAspects.None
            ? null
            : new NotKnown(
                aspects,
                $"{Aspects.And([.. prospect.Intent.Unknown.Order(StringComparer.Ordinal)])} of {prospect.Resource}",
                Always: false
            );

        bool Maybe(string? name, string? wanted, string path) => name == wanted || prospect.Intent.Unknown.Contains(path);
    }

    private static Dictionary<TableName, long> RowsOf(CaptureSubject subject, CaptureFacts? facts) =>
        facts is null
            ? []
            : subject
                .Tables.Zip(facts.Tables)
                .Where(static t => t.Second.Exists && t.Second.EstimatedRows >= 0)
                .GroupBy(static t => t.First.Name)
                .ToDictionary(static t => t.Key, static t => t.First().Second.EstimatedRows);

    private static string? Because(Exception e) =>
        (e is DiagnosticException known ? known.Diagnostics[0] : UpstreamFailures.Read(e))?.Message.TrimEnd('.');
}
