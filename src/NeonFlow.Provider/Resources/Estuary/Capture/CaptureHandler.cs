using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Verbs of <see cref="Capture"/>.</summary>
internal sealed class CaptureHandler(UpstreamClients upstreams) : Handler<Capture>
{
    private const string Running = "OK";
    private const int SlotLooks = 8;

    // What cannot be judged while an input is not known.
    private static readonly (string Input, CaptureAspects Aspects)[] InputAspects =
    [
        ("address", CaptureAspects.Host),
        ("user", CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks),
        ("publicationName", CaptureAspects.PublicationName | CaptureAspects.Publication),
        ("slotName", CaptureAspects.SlotName | CaptureAspects.Slot),
        ("watermarksTable", CaptureAspects.Watermarks),
        ("tables", CaptureAspects.Tables),
    ];

    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SlotPause = TimeSpan.FromMilliseconds(250);

    // A capture that has nothing to do writes a watermark, and confirms it, once a minute.
    private static readonly TimeSpan PassPatience = TimeSpan.FromMinutes(3);

    // Under another name it has the same slot and the same collections, and on another data plane or with another connector the same name.
    public override bool DeleteBeforeReplace => true;

    public override Capture Check(CheckContext<Capture> context)
    {
        var inputs = context.Inputs;
        Postgres.SqlChecks.Connection(context, inputs.Connection);
        if (context.IsKnown("captureName") && CatalogName.Problem(inputs.CaptureName) is { } badName)
        {
            context.Fail(EstuaryDiagnostics.BadName, "captureName", $"{badName}.", "CaptureName = \"acmeCo/shop/source-postgres\"");
        }

        if (
            context.IsKnown("collectionPrefix")
            && inputs.CollectionPrefix is { } prefix
            && CatalogName.PrefixProblem(prefix.TrimEnd('/')) is { } badPrefix
        )
        {
            context.Fail(EstuaryDiagnostics.BadName, "collectionPrefix", $"{badPrefix}.", "CollectionPrefix = \"acmeCo/shop\"");
        }

        if (
            context.IsKnown("connector")
            && inputs.Connector is { } image
            && !(image.LastIndexOf(':') is var colon and > 0 && !image[colon..].Contains('/', StringComparison.Ordinal))
        )
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                "connector",
                $"connector \"{image}\" has no tag, and Estuary runs only tagged images.",
                $"Connector = \"{image}:v3\""
            );
        }

        CheckEndpoint(context, inputs);
        return CheckTables(context, inputs);
    }

    public override void Diff(DiffContext<Capture> context)
    {
        if (context.State.Drift is { Count: > 0 })
        {
            context.Set("drift", new Change(ChangeKind.Update, IsInput: false));
        }

        // Left out, or named as it is anyway: the task stays where it runs.
        if (
            !context.Unknown.Contains("dataPlane")
            && (context.Desired.DataPlane is null || context.Desired.DataPlane == context.State.DataPlane)
        )
        {
            context.Drop("dataPlane");
        }
    }

    public override IReadOnlyList<string?> PlacesOf(Capture shape, UnknownSet unknown) => [PlaceOf(shape, unknown)];

    public override IReadOnlyList<ObjectRef> Makes(Capture shape) => ObjectRef.All(ObjectKind.Capture, shape.CaptureName);

    public override IReadOnlyList<ObjectRef> Uses(Capture shape) =>
        [
            .. ObjectRef.All(ObjectKind.Role, shape.User),
            .. ObjectRef.All(ObjectKind.Publication, shape.PublicationName),
            .. ObjectRef.All(ObjectKind.Slot, shape.SlotName),
            .. ObjectRef.All(ObjectKind.Table, shape.ReadOnly == true ? null : shape.WatermarksTable),
            .. ObjectRef.All(ObjectKind.Table, shape.Tables ?? []),
        ];

    public override IReadOnlyList<Intent> IntentsOf(Capture inputs, UnknownSet unknown, bool isNew)
    {
        var place = PlaceOf(inputs, unknown);
        string[] named = ["captureName", "user", "publicationName", "slotName", "watermarksTable"];
        var missing = unknown.Paths.Where(named.Contains).ToList();
        return
        [
            new(place, new CaptureIntent(inputs.CaptureName, inputs.User, inputs.PublicationName, inputs.WatermarksTable))
            {
                Unknown = missing,
                Stands = true,
            },
            new(
                place is null ? null : IntentLedger.ServerOf(place),
                new SlotUseIntent(inputs.CaptureName, inputs.SlotName, inputs.User, isNew)
            )
            {
                Unknown = missing,
                Stands = true,
            },
        ];
    }

    public override async Task<Preview<Capture>> PreviewAsync(PreviewContext<Capture> context)
    {
        var desired = context.Desired;
        var live = context.IsKnown("captureName") ? await LookAsync(context, desired.CaptureName).ConfigureAwait(false) : null;
        var liveSpec = live is null ? null : CaptureSpec.Parse(live.Spec);
        var verdict = await JudgeAsync(
                desired with
                {
                    SlotPosition = context.Current?.SlotPosition,
                    Status = context.Current?.Status,
                },
                context.Unknown,
                live is not null || context.Current is not null,
                liveSpec,
                context
            )
            .ConfigureAwait(false);
        if (
            new[]
            {
                "captureName",
                "collectionPrefix",
                "tables",
                "modes",
                "database",
                "user",
                "publicationName",
                "slotName",
                "watermarksTable",
            }.FirstOrDefault(p => !context.IsKnown(p)) is
            { } missing
        )
        {
            return new(
                desired with
                {
                    Collections = context.Current?.Collections,
                    PubId = context.Current?.PubId,
                    Status = context.Current?.Status,
                    SlotPosition = context.Current?.SlotPosition,
                },
                Plan.Nothing.Note($"the publish is planned once {missing} is known")
            )
            {
                UnknownOutputs = ["collections", "pubId", "status", "slotPosition", "drift", "dataPlane"],
            };
        }

        if (context.Current is null && live is not null)
        {
            Refuse(desired, [live], context);
        }

        var isUpdate = context.Current is not null;
        var password = context.IsKnown("password");
        var rotates = isUpdate && (!password || desired.Password != context.Current!.Password);
        var shown = context.IsKnown("address") ? desired : desired with { Address = context.Current?.Address ?? "<not known yet>:5432" };
        var wanted = CapturePlan.Spec(shown, CapturePlan.Endpoint(shown, withPassword: false).ToConfig(), liveSpec);
        var collections = CapturePlan.Collections(wanted);
        var removed = isUpdate ? (context.Current!.Collections ?? []).Except(collections, StringComparer.Ordinal).ToList() : [];
        var plan =
            isUpdate && live is null && context.Current!.PubId is not null
                ? Plan.Nothing.Note("the capture is published with the changes above; what is live could not be looked at")
                : CapturePlan.Describe(shown, wanted, liveSpec, rotates, removed, verdict.EstimatedRows);
        foreach (var note in isUpdate ? [] : verdict.Notes)
        {
            plan.Note($"{note.Code.Id}: {note.Message}");
        }

        if (desired.DryRun == true && password && context.IsKnown("address") && context.IsKnown("connection"))
        {
            await DryRunAsync(desired, context).ConfigureAwait(false);
        }

        return new(
            desired with
            {
                Collections = collections,
                PubId = context.Current?.PubId,
                Status = isUpdate ? context.Current!.Status : Running,
                SlotPosition = context.Current?.SlotPosition,
                DataPlane = desired.DataPlane ?? context.Current?.DataPlane,
            },
            plan
        )
        {
            UnknownOutputs =
                isUpdate ? (plan.IsEmpty ? [] : ["pubId", "status", "slotPosition"])
                : desired.DataPlane is null ? ["pubId", "status", "slotPosition", "dataPlane"]
                : ["pubId", "status", "slotPosition"],
        };
    }

    public override async Task<ResourceState<Capture>> CreateAsync(Capture desired, OperationContext context)
    {
        var estuary = upstreams.Estuary;
        using var watch = estuary.Watch(context.Status);
        var targets = CapturePlan.Tables(desired).Select(t => CapturePlan.Target(desired, t)).ToList();
        var there = await estuary.GetLiveAsync([desired.CaptureName, .. targets], context.Stop).ConfigureAwait(false);
        Refuse(desired, there, context);
        await JudgeAsync(
                desired,
                UnknownSet.None,
                there.Any(s => s.Name == desired.CaptureName),
                SpecOf(desired.CaptureName, there),
                context
            )
            .ConfigureAwait(false);
        var state = await PublishAsync(desired, null, there, context).ConfigureAwait(false);
        return new(
            desired.CaptureName,
            await RecordSlotPositionAsync(await RunAsync(state, context).ConfigureAwait(false), null, there, context).ConfigureAwait(false)
        );
    }

    public override async Task<ResourceState<Capture>?> ReadAsync(ReadContext<Capture> context)
    {
        var name = context.Id;
        if (CatalogName.Problem(name) is { } problem)
        {
            throw new DiagnosticException(
                new Diagnostic(CoreDiagnostics.MalformedId, "", $"{problem}. The id of a capture is its catalogue name.")
                {
                    Fix = "pulumi import neonflow:estuary:Capture <name> acmeCo/shop/source-postgres",
                }
            );
        }

        var live = await upstreams.Estuary.FindLiveAsync(name, context.Stop).ConfigureAwait(false);
        if (live is null)
        {
            return null;
        }

        var status = (await upstreams.Estuary.GetStatusAsync([name], context.Stop).ConfigureAwait(false)).FirstOrDefault();
        if (CaptureSpec.Parse(live.Spec) is not { } spec)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    EstuaryDiagnostics.BadEndpoint,
                    "captureName",
                    $"{name} is no capture by a connector, so this resource cannot manage it."
                )
                {
                    Kind = FailureKind.Failed,
                }
            );
        }

        var read = CapturePlan.Read(name, spec, context.Saved) with { PubId = live.LastPubId, Status = status?.Status ?? "PENDING" };
        read = read with { DataPlane = live.DataPlane ?? read.DataPlane };
        if (context.Saved is { PubId: { } known } && known != live.LastPubId && read.Drift is { Count: > 0 } drift)
        {
            context.Info(
                $"{name} was changed outside of this program{(live.LastPubUser is null ? "" : $" by {live.LastPubUser}")}: "
                    + $"{string.Join("; ", drift)}"
            );
        }

        if (context.Saved is not null)
        {
            await WarnAboutHealthAsync(read, spec, status, context).ConfigureAwait(false);
        }

        return new(name, read);
    }

    /// <summary>
    /// What breaks a capture that runs, or costs it rows: all of it in warnings, because a Read that failed would end the whole operation.
    /// An unchanged program has no preview of
    /// its capture besides this.
    /// </summary>
    private async Task WarnAboutHealthAsync(Capture read, CaptureSpec spec, TaskStatus? status, ReadContext<Capture> context)
    {
        if (status is { Status: "ERROR" })
        {
            context.Warn(
                new(EstuaryDiagnostics.NotRunning, "captureName", $"{read.CaptureName} does not run: {Words(status)}")
                {
                    Kind = FailureKind.Failed,
                }
            );
        }

        var host = CapturePlan.HostOf(read.Address);
        var subject = CapturePlan.Subject(read, spec, host) with
        {
            Status = status?.Status,
            Trouble = status is null or { Status: Running } ? "" : Words(status),
        };
        // What the program is about to make is not known to a Read, and no excuse for what is wrong now.
        var verdict = await CapturePreflight
            .JudgeAsync(upstreams, new CapturePlace(null, InspectionConnection(read, isKnown: host.Length > 0)), subject, [], context)
            .ConfigureAwait(false);
        foreach (var finding in verdict.Failures.Concat(verdict.Warnings))
        {
            context.Warn(finding);
        }

        foreach (var note in verdict.Notes)
        {
            context.Info($"{note.Code.Id}: {note.Message}");
        }
    }

    public override async Task<Capture> UpdateAsync(string id, Capture current, Capture desired, OperationContext context)
    {
        var estuary = upstreams.Estuary;
        using var watch = estuary.Watch(context.Status);
        var tables = CapturePlan.Tables(desired).Select(t => CapturePlan.Target(desired, t)).ToList();
        var there = await estuary
            .GetLiveAsync([id, .. tables.Union(current.Collections ?? [], StringComparer.Ordinal)], context.Stop)
            .ConfigureAwait(false);
        await JudgeAsync(
                desired with
                {
                    SlotPosition = current.SlotPosition,
                    Status = current.Status,
                },
                UnknownSet.None,
                exists: true,
                SpecOf(id, there),
                context
            )
            .ConfigureAwait(false);
        await WaitPastNewPublicationAsync(desired, SpecOf(id, there), context).ConfigureAwait(false);
        var state = await PublishAsync(desired, current, there, context).ConfigureAwait(false);
        return await RecordSlotPositionAsync(await RunAsync(state, context).ConfigureAwait(false), current, there, context)
            .ConfigureAwait(false);
    }

    public override async Task DeleteAsync(string id, Capture state, OperationContext context)
    {
        var estuary = upstreams.Estuary;
        using var watch = estuary.Watch(context.Status);
        var there = await estuary.GetLiveAsync([id, .. state.Collections ?? []], context.Stop).ConfigureAwait(false);
        if (there.Count > 0)
        {
            await PublishAsync(
                    state with
                    {
                        DataPlane = null,
                    },
                    there,
                    static now =>
                        Task.FromResult<IReadOnlyList<StagedSpec>>([.. now.Select(static s => StagedSpec.Removal(s.Name, s.LastPubId))]),
                    context
                )
                .ConfigureAwait(false);
        }
    }

    private static string Detail(OperationContext context) => $"pulumi:{context.Urn}";

    private static void CheckEndpoint(CheckContext<Capture> context, Capture inputs)
    {
        if (context.IsKnown("address"))
        {
            var host = CapturePlan.HostOf(inputs.Address);
            var port = inputs.Address.Length > host.Length ? inputs.Address[(host.Length + 1)..] : "5432";
            if (host.Length == 0 || host.Contains('/', StringComparison.Ordinal) || host.Contains('@', StringComparison.Ordinal))
            {
                // The text may be a URI with a password in it, so it is not repeated.
                context.Fail(
                    EstuaryDiagnostics.BadEndpoint,
                    "",
                    "address must be a host, or host:port, and not a URI.",
                    "Address = \"ep-example-123456.eu-central-1.aws.neon.tech\""
                );
            }
            else if (!(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536))
            {
                context.Fail(
                    EstuaryDiagnostics.BadEndpoint,
                    "address",
                    "address has a port that is not a number between 1 and 65535; the connector's own error would show the password.",
                    $"Address = \"{host}:5432\""
                );
            }
            else if (Pooler.IsPooled(host))
            {
                context.Fail(
                    EstuaryDiagnostics.PooledHost,
                    "address",
                    $"{host} is a connection pooler, and replication cannot run through one.",
                    $"Address = \"{Pooler.DirectHostOf(host) ?? host}\"   // the direct host"
                );
            }
        }

        foreach (var (path, value) in new[] { ("database", inputs.Database), ("user", inputs.User) })
        {
            if (context.IsKnown(path) && Identifier.Fault(value) is { } fault)
            {
                context.Fail(EstuaryDiagnostics.BadEndpoint, path, $"{path} {fault}.");
            }
        }

        if (context.IsKnown("password") && string.IsNullOrEmpty(inputs.Password.Reveal))
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                "",
                "password is empty; the connector would send an empty one and be refused.",
                "Password = role.Password"
            );
        }

        if (
            context.IsKnown("publicationName")
            && (
                Identifier.Fault(inputs.PublicationName)
                ?? (Identifier.IsPlainLowerCase(inputs.PublicationName) ? null : "is not plain lower case")
            )
                is { } publication
        )
        {
            context.Fail(
                EstuaryDiagnostics.UnusableName,
                "publicationName",
                $"The publication name {publication}. The connector asks for it unquoted: with capitals it dies at the first change, with "
                    + "a space at start.",
                "PublicationName = \"estuary_publication\""
            );
        }

        if (context.IsKnown("slotName") && Identifier.SlotFault(inputs.SlotName) is { } slot)
        {
            context.Fail(
                EstuaryDiagnostics.UnusableName,
                "slotName",
                $"The slot name {slot}. The connector folds capitals, fails on '-' and cuts longer names.",
                "SlotName = \"estuary_orders\""
            );
        }

        if (
            context.IsKnown("watermarksTable")
            && inputs.WatermarksTable is { } watermarks
            && !(
                TableName.TryParse(watermarks, out var table, out _)
                && Identifier.IsPlainLowerCase(table.Schema)
                && Identifier.IsPlainLowerCase(table.Name)
            )
        )
        {
            context.Fail(
                EstuaryDiagnostics.UnusableName,
                "watermarksTable",
                $"watermarksTable \"{watermarks}\" is not schema.table in plain lower case; the connector writes it unquoted into its "
                    + "statements.",
                "WatermarksTable = \"public.flow_watermarks\""
            );
        }

        if (context.IsKnown("backfill") && inputs.Backfill is < 0)
        {
            context.Fail(EstuaryDiagnostics.BadEndpoint, "backfill", "backfill is a counter and cannot be negative.");
        }
    }

    private static Capture CheckTables(CheckContext<Capture> context, Capture inputs)
    {
        if (!context.IsKnown("tables"))
        {
            return inputs;
        }

        var tables = new List<string>();
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < (inputs.Tables?.Count ?? 0); i++)
        {
            var path = PropertyPath.Element("tables", i);
            if (!TableName.TryParse(inputs.Tables![i], out var table, out var fault))
            {
                context.Fail(EstuaryDiagnostics.BadTable, path, fault!.Reason, fault.Fix);
                continue;
            }

            var name = table.ToString();
            if (tables.Contains(name))
            {
                continue;
            }

            tables.Add(name);
            var target = SourcePostgres.RecommendedName(table.Schema, table.Name);
            if (!targets.TryAdd(target, name))
            {
                context.Fail(
                    EstuaryDiagnostics.BadTable,
                    path,
                    $"The tables {targets[target]} and {name} would go into the same collection, because the connector tells names apart "
                        + "in lower case only.",
                    "Capture one of them, or rename it."
                );
            }
        }

        if (tables.Count == 0 && context.IsKnown("autoDiscover") && inputs.AutoDiscover is null)
        {
            context.Fail(
                EstuaryDiagnostics.BadTable,
                "tables",
                "No table is named, so nothing would be captured.",
                "Tables = { \"public.orders\" }   // or AutoDiscover = new() { AddNewBindings = true }"
            );
        }

        if (context.IsKnown("modes") && inputs.Modes is { } modes)
        {
            foreach (var (table, mode) in modes)
            {
                var path = PropertyPath.Member("modes", table);
                if (!SourcePostgres.Modes.Contains(mode))
                {
                    context.Fail(
                        EstuaryDiagnostics.BadTable,
                        path,
                        $"\"{mode}\" is not a backfill mode.",
                        $"one of: {string.Join(", ", SourcePostgres.Modes)}"
                    );
                }
                else if (!tables.Contains(table))
                {
                    context.Fail(EstuaryDiagnostics.BadTable, path, $"modes names {table}, which is not among the tables.");
                }
            }
        }

        return context.Failures.Count > 0 || inputs.Tables is null || tables.SequenceEqual(inputs.Tables)
            ? inputs
            : inputs with
            {
                Tables = tables,
            };
    }

    /// <summary>Live already: ours from an interrupted run, taken over by word, or somebody else's.</summary>
    private static void Refuse(Capture desired, IReadOnlyList<LiveSpec> there, OperationContext context)
    {
        if (desired.Adopt == true || there.Count == 0 || there.All(s => s.LastPubDetail == Detail(context)))
        {
            return;
        }

        var foreign = there.First(s => s.LastPubDetail != Detail(context));
        throw new DiagnosticException(
            new Diagnostic(
                EstuaryDiagnostics.Taken,
                foreign.Name == desired.CaptureName ? "captureName" : "collectionPrefix",
                $"The {foreign.Type} {foreign.Name} exists "
                    + $"already{(foreign.LastPubUser is null ? "" : $" (last published by {foreign.LastPubUser})")}, and this program "
                    + "did not make it."
            )
            {
                Kind = FailureKind.Conflict,
                Fix =
                    foreign.Name == desired.CaptureName
                        ? $"Adopt = true   // or: pulumi import neonflow:estuary:Capture <name> {desired.CaptureName}"
                        : "Adopt = true   // or another CollectionPrefix",
            }
        );
    }

    private static DiagnosticException Explain(EstuaryPublishException refused, Capture capture)
    {
        if (refused.Locks.Count > 0 || refused.Errors.Count == 0)
        {
            return new(EstuaryFailures.Read(refused, "captureName"), refused);
        }

        var tables = CapturePlan.Tables(capture);
        return new(
            [
                .. refused.Errors.Select(e => new Diagnostic(
                    EstuaryDiagnostics.PublishFailed,
                    PathOf(e),
                    $"Estuary refuses the publish{(e.Name.Length == 0 ? "" : $" at {e.Name}{e.Pointer}")}: {e.Detail}"
                )
                {
                    Kind = FailureKind.Failed,
                }),
            ],
            refused
        );

        string PathOf(DraftError error)
        {
            var place = tables.ToList().FindIndex(t => CapturePlan.Target(capture, t) == error.Name);
            if (place >= 0)
            {
                var index = (capture.Tables ?? []).ToList().IndexOf(tables[place].ToString());
                return index < 0 ? "tables" : PropertyPath.Element("tables", index);
            }

            return error.Pointer.StartsWith("/bindings", StringComparison.Ordinal) ? "tables"
                : error.Pointer.StartsWith("/endpoint", StringComparison.Ordinal) ? "address"
                : "";
        }
    }

    private async Task<LiveSpec?> LookAsync(PreviewContext<Capture> context, string name)
    {
        try
        {
            return await upstreams.Estuary.FindLiveAsync(name, context.Stop).ConfigureAwait(false);
        }
        catch (DiagnosticException e) when (e.Diagnostics.All(static d => d.Code == CoreDiagnostics.MissingSetting))
        {
            context.NotChecked($"capture {name}", "the Estuary credential is missing (neonflow:estuaryToken or FLOW_AUTH_TOKEN)");
        }
        catch (Exception e) when (e is EstuaryUnreachableException or EstuaryUnavailableException)
        {
            context.NotChecked($"capture {name}", e.Message);
        }

        return null;
    }

    /// <summary>Everything that would keep the pipeline from running, at once.</summary>
    private async Task<PreflightVerdict> JudgeAsync(
        Capture desired,
        UnknownSet unknown,
        bool exists,
        CaptureSpec? live,
        OperationContext context
    )
    {
        bool Known(string path) => !unknown.Contains(path);
        var subject = CapturePlan.Subject(
            Known("tables") ? desired : desired with { Tables = null },
            live,
            Known("address") ? CapturePlan.HostOf(desired.Address) : null
        );
        subject = subject with
        {
            Name = Known("captureName") ? desired.CaptureName : context.Name,
            User = Known("user") ? desired.User : "<user>",
            Publication = Known("publicationName") ? desired.PublicationName : "<publicationName>",
            Slot = Known("slotName") ? desired.SlotName : "<slotName>",
            WatermarksTable = Known("watermarksTable") ? subject.WatermarksTable : null,
            Exists = exists,
            StartsAnew = subject.StartsAnew && Known("tables") && Known("modes") && Known("backfill"),
            Status = desired.Status,
        };
        var place = Place(desired, unknown, context);
        var notKnown = InputAspects.Where(a => !Known(a.Input)).Select(static a => new NotKnown(a.Aspects, a.Input)).ToList();
        if (place is { Way: null, IsSettings: false })
        {
            string[] ways = desired.Connection is null && Known("connection") ? ["address", "database", "password"] : ["connection"];
            notKnown.AddRange(
                unknown
                    .Paths.Where(p => ways.Contains(PropertyPath.Root(p)))
                    .Order(StringComparer.Ordinal)
                    .Select(static p => new NotKnown(CaptureAspects.Database, p))
            );
        }

        var verdict = await CapturePreflight.JudgeAsync(upstreams, place, subject, notKnown, context).ConfigureAwait(false);
        foreach (var warning in verdict.Warnings)
        {
            context.Warn(warning);
        }

        if (verdict.NotJudged is { } line)
        {
            context.Info(line);
        }

        if (!verdict.Passes && context.Intents.Trouble is { } trouble)
        {
            context.Info(
                $"not judged: what resources under other providers of the program make, because {trouble}; where all resources of the "
                    + "pipeline are under one provider, nothing has to be exchanged"
            );
        }

        return verdict.Passes
            ? verdict
            : throw new DiagnosticException(verdict.Failures)
            {
                Heading = $"The capture {subject.Name} would not run as it should, for {verdict.Failures.Count} reasons:",
            };
    }

    /// <summary>
    /// Where the database is, and how to look at it: as the program says, as the capture will, else as another resource of the program does
    /// that is on the same database.
    /// </summary>
    private CapturePlace Place(Capture desired, UnknownSet unknown, OperationContext context)
    {
        var place = PlaceOf(desired, unknown);
        if (unknown.Contains("connection"))
        {
            return new(place, null);
        }

        if (
            InspectionConnection(
                desired,
                !unknown.Contains("address") && !unknown.Contains("database") && !unknown.Contains("user") && !unknown.Contains("password")
            ) is
            { } own
        )
        {
            return new(place, own);
        }

        return new(
            place,
            place is null
                ? null
                : context.Intents.Look(place, context.Urn).Select(static p => p.Intent.Way).OfType<Connection>().FirstOrDefault()
        )
        {
            IsSettings = place is not null && place == upstreams.PlaceOf(null, UnknownSet.None),
        };
    }

    private string? PlaceOf(Capture inputs, UnknownSet unknown)
    {
        if (inputs.Connection is not null || unknown.Contains("connection"))
        {
            return upstreams.PlaceOf(inputs.Connection, unknown);
        }

        if (unknown.Contains("address") || unknown.Contains("database"))
        {
            return null;
        }

        return UpstreamClients.PlaceOf(CapturePlan.HostOf(inputs.Address), CapturePlan.PortOf(inputs.Address), inputs.Database);
    }

    /// <summary>How to look at the database: as the program says, else as the capture will.</summary>
    private static Connection? InspectionConnection(Capture desired, bool isKnown)
    {
        if (desired.Connection is { } connection)
        {
            return connection;
        }

        if (!isKnown)
        {
            return null;
        }

        var endpoint = CapturePlan.Endpoint(desired, withPassword: true);
        return new()
        {
            Host = CapturePlan.HostOf(endpoint.Address),
            Port = CapturePlan.PortOf(endpoint.Address),
            Database = endpoint.Database,
            User = endpoint.User,
            Password = desired.Password,
            TlsMode = endpoint.SslMode switch
            {
                "disable" => ConnectionTlsMode.Disable,
                "verify-full" => ConnectionTlsMode.VerifyFull,
                "verify-ca" => ConnectionTlsMode.VerifyCa,
                _ => ConnectionTlsMode.Require,
            },
        };
    }

    /// <summary>The staged specs of a publish. Collections that exist stay as they are: their schema lives on with the tables.</summary>
    private async Task<IReadOnlyList<StagedSpec>> StageAsync(
        Capture desired,
        Capture? current,
        IReadOnlyList<LiveSpec> there,
        OperationContext context
    )
    {
        var live = there.FirstOrDefault(s => s.Name == desired.CaptureName);
        var liveSpec = live is null ? null : CaptureSpec.Parse(live.Spec);
        var plain = CapturePlan.Endpoint(desired, withPassword: true).ToConfig();

        // An encrypted config that says the same stays byte for byte: a new ciphertext would restart the task for nothing.
        var config =
            liveSpec is not null
            && current is not null
            && desired.Password == current.Password
            && SpecComparison.SameConfig(plain, liveSpec.Config)
                ? liveSpec.Config
                : await upstreams.Estuary.EncryptConfigAsync(desired.Connector!, plain, context.Stop).ConfigureAwait(false);
        var spec = CapturePlan.Spec(desired, config, liveSpec);
        var staged = new List<StagedSpec> { new(desired.CaptureName, CaptureSpec.Type, spec.ToJson(), live?.LastPubId ?? FlowId.None) };

        var wanted = CapturePlan.Tables(desired).Where(t => there.All(s => s.Name != CapturePlan.Target(desired, t))).ToList();
        foreach (var (table, collection) in await CollectionsAsync(desired, wanted, context).ConfigureAwait(false))
        {
            staged.Add(new(CapturePlan.Target(desired, table), SourcePostgres.CollectionType, collection, FlowId.None));
        }

        var kept = CapturePlan.Collections(spec);
        staged.AddRange(
            there
                .Where(s =>
                    s.Type == SourcePostgres.CollectionType && current?.Collections?.Contains(s.Name) == true && !kept.Contains(s.Name)
                )
                .Select(static s => StagedSpec.Removal(s.Name, s.LastPubId))
        );
        return staged;
    }

    private async Task<IReadOnlyList<(TableName Table, JsonObject Collection)>> CollectionsAsync(
        Capture desired,
        IReadOnlyList<TableName> tables,
        OperationContext context
    )
    {
        if (tables.Count == 0)
        {
            return [];
        }

        var address = await upstreams
            .ResolveAsync(InspectionConnection(desired, isKnown: true), "connection", context.Stop)
            .ConfigureAwait(false);
        IReadOnlyDictionary<TableName, SourceTable> found;
        try
        {
            found = await upstreams
                .Sessions.ReadAsync(
                    address,
                    new SessionOptions { ApplicationName = "neonflow capture" },
                    (session, stop) => SourceTables.ReadAsync(session, tables, stop),
                    context.Stop
                )
                .ConfigureAwait(false);
        }
        catch (DatabaseException e) when (UpstreamFailures.Read(e) is { } read)
        {
            throw new DiagnosticException(read with { Path = "connection" }, e);
        }

        var result = new List<(TableName, JsonObject)>();
        var failures = new List<Diagnostic>();
        foreach (var table in tables)
        {
            var path = PropertyPath.Element("tables", (desired.Tables ?? []).ToList().IndexOf(table.ToString()));
            var mode = CapturePlan.Mode(desired, table);
            // Without a backfill the fallback key will do as well.
            var isKeyless =
                mode == SourcePostgres.WithoutKey
                || (mode == SourcePostgres.OnlyChanges && found.TryGetValue(table, out var only) && only.Key.Count == 0);
            if (!found.TryGetValue(table, out var source))
            {
                failures.Add(
                    new(EstuaryDiagnostics.BadTable, path, $"The table {table} does not exist in {address.Database}, or is not a table.")
                    {
                        Kind = FailureKind.NotFound,
                    }
                );
            }
            else if (source.Key.Count == 0 && !isKeyless)
            {
                failures.Add(
                    new(
                        EstuaryDiagnostics.BadTable,
                        path,
                        $"The table {table} has no primary key, so its rows have no key in a collection, and its updates and deletes "
                            + "could not be captured."
                    )
                    {
                        Fix = $"ALTER TABLE {table.Sql} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;",
                    }
                );
            }
            else
            {
                result.Add((table, SourcePostgres.Collection(isKeyless ? source with { Key = [] } : source, desired.HistoryMode == true)));
            }
        }

        return failures.Count == 0 ? result : throw new DiagnosticException(failures);
    }

    private async Task<Capture> PublishAsync(Capture desired, Capture? current, IReadOnlyList<LiveSpec> there, OperationContext context)
    {
        var state = desired with
        {
            Status = "PENDING",
            PubId = current?.PubId,
            SlotPosition = current?.SlotPosition,
            DataPlane = desired.DataPlane ?? current?.DataPlane,
            Drift = null,
        };
        var outcome = await PublishAsync(desired, there, Stage, context).ConfigureAwait(false);
        if (outcome.Changed || current is null)
        {
            context.SavePartialState(desired.CaptureName, state with { PubId = outcome.PubId ?? state.PubId });
        }

        var live = await upstreams.Estuary.FindLiveAsync(desired.CaptureName, context.Stop).ConfigureAwait(false);
        state = state with { PubId = live?.LastPubId ?? outcome.PubId, DataPlane = live?.DataPlane ?? state.DataPlane };
        context.SavePartialState(desired.CaptureName, state);
        return state;

        async Task<IReadOnlyList<StagedSpec>> Stage(IReadOnlyList<LiveSpec> now)
        {
            var staged = await StageAsync(desired, current, now, context).ConfigureAwait(false);
            state = state with { Collections = CapturePlan.Collections(CaptureSpec.Parse(staged[0].Spec!)!) };
            return staged;
        }
    }

    /// <summary>
    /// Publishes what is staged over what is there. A publish of a run that was killed is finished by Estuary all the same: where that came
    /// in between, this one is staged anew.
    /// </summary>
    private async Task<PublishOutcome> PublishAsync(
        Capture capture,
        IReadOnlyList<LiveSpec> there,
        Func<IReadOnlyList<LiveSpec>, Task<IReadOnlyList<StagedSpec>>> stage,
        OperationContext context
    )
    {
        var estuary = upstreams.Estuary;
        while (true)
        {
            var staged = await stage(there).ConfigureAwait(false);
            try
            {
                return await estuary
                    .PublishAsync(
                        new()
                        {
                            Specs = staged,
                            Detail = Detail(context),
                            DataPlane = capture.DataPlane,
                        },
                        context.Stop
                    )
                    .ConfigureAwait(false);
            }
            catch (EstuaryPublishException refused)
            {
                var now =
                    refused.Locks.Count == 0
                        ? there
                        : await estuary.GetLiveAsync([.. staged.Select(static s => s.Name)], context.Stop).ConfigureAwait(false);
                var known = there.ToDictionary(static s => s.Name, static s => s.LastPubId, StringComparer.Ordinal);
                var changed = now.Where(s => known.GetValueOrDefault(s.Name) != s.LastPubId).ToList();
                if ((changed.Count == 0 && now.Count == there.Count) || changed.Any(s => s.LastPubDetail != Detail(context)))
                {
                    throw Explain(refused, capture);
                }

                there = now;
            }
        }
    }

    private async Task<Capture> RunAsync(Capture state, OperationContext context)
    {
        var status = await upstreams.Estuary.WaitUntilRunningAsync(state.CaptureName, RunPatience, context.Stop).ConfigureAwait(false);
        if (status.IsRunning)
        {
            return state with { Status = status.Status };
        }

        context.SavePartialState(state.CaptureName, state with { Status = status.Status });
        throw new DiagnosticException(
            new Diagnostic(
                EstuaryDiagnostics.NotRunning,
                "captureName",
                $"{state.CaptureName} was published but does not run ({status.Status}): {Words(status)}"
            )
            {
                Kind = FailureKind.Failed,
            }
        );
    }

    private static string Words(TaskStatus status) =>
        string.Join(
            "; ",
            new[] { status.Summary, status.LastFailure, status.ConnectorMessage }.Where(static t => !string.IsNullOrEmpty(t)).Distinct()
        );

    /// <summary>
    /// Remembers where slot and publication stand, unless the slot is about to be made anew, or was already and nobody has backfilled
    /// since.
    /// </summary>
    private async Task<Capture> RecordSlotPositionAsync(
        Capture state,
        Capture? current,
        IReadOnlyList<LiveSpec> before,
        OperationContext context
    )
    {
        var live = await upstreams.Estuary.FindLiveAsync(state.CaptureName, context.Stop).ConfigureAwait(false);
        if (
            (live is null ? null : CaptureSpec.Parse(live.Spec)) is not { } spec
            || InspectionConnection(state, isKnown: true) is not { } connection
        )
        {
            return state;
        }

        var subject = CapturePlan.Subject(state, spec, CapturePlan.HostOf(state.Address));
        var old = before.FirstOrDefault(s => s.Name == state.CaptureName) is { } was
            ? CapturePlan.StateKeys(CaptureSpec.Parse(was.Spec))
            : [];
        var goesOn = current is not null && old.Intersect(subject.Bindings, StringComparer.Ordinal).Any();
        CaptureFacts? facts = null;
        for (var look = 0; look < SlotLooks; look++)
        {
            if (look > 0)
            {
                await Task.Delay(SlotPause, context.Stop).ConfigureAwait(false);
            }

            // A new capture makes its slot right after it has opened.
            facts = await CapturePreflight
                .LookAsync(upstreams, new CapturePlace(null, connection), subject with { Tables = [] }, context)
                .ConfigureAwait(false);
            if (facts is null or { Slot.ConfirmedFlushLsn: not null } || current is not null)
            {
                break;
            }
        }

        if (facts is null)
        {
            return state;
        }

        var mark = SlotPosition.Of(facts, subject.Bindings);
        return state with
        {
            SlotPosition = (
                goesOn && subject.Position?.Remade(facts, subject.Bindings) is not null ? subject.Position
                : current is null || goesOn ? mark
                : mark with { Confirmed = null }
            ).ToString(),
        };
    }

    /// <summary>
    /// A change is decoded with the catalogue as it was when the change was made, and a publication that is younger does not exist for it:
    /// the capture that runs goes on with the old one until it has confirmed
    /// everything up to now, the making of the new one included.
    /// </summary>
    private async Task WaitPastNewPublicationAsync(Capture desired, CaptureSpec? live, OperationContext context)
    {
        if (
            CapturePlan.LeftPublication(desired, live) is not { } left
            || InspectionConnection(desired, isKnown: true) is not { } connection
        )
        {
            return;
        }

        var slot = SourcePostgresEndpoint.Read(live!.Config).SlotName;
        var ahead = new Diagnostic(
            PreflightDiagnostics.PublicationAhead,
            "publicationName",
            $"{desired.CaptureName} reads the publication {left}, and has not come past the making of {desired.PublicationName}. "
                + $"{PreflightDiagnostics.PublicationAhead.Consequence}"
        )
        {
            Fix =
                $"Backfill = {CapturePlan.Subject(desired, live, null).NextBackfill}   // everything is captured again; or, with "
                + "publicationName as it was, see that the capture runs, and change the name then",
            Kind = FailureKind.Unavailable,
        };
        try
        {
            var address = await upstreams.ResolveAsync(connection, "connection", context.Stop).ConfigureAwait(false);
            var options = new SessionOptions { ApplicationName = "neonflow capture" };
            var deadline = Environment.TickCount64 + (long)PassPatience.TotalMilliseconds;
            string? goal = null;
            while (true)
            {
                var (now, found) = await upstreams
                    .Sessions.ReadAsync(
                        address,
                        options,
                        async (session, stop) =>
                        {
                            var batch = new FactBatch();
                            var position = batch.Add(SlotFacts.Now);
                            var there = batch.Add(SlotFacts.Query(slot));
                            await session.ReadAsync(batch, stop).ConfigureAwait(false);
                            return (position.FirstOrDefault!, there.FirstOrDefault);
                        },
                        context.Stop
                    )
                    .ConfigureAwait(false);
                goal ??= now;
                if (found is not { Active: true, ConfirmedFlushLsn: { } confirmed })
                {
                    // Nobody reads, so nothing will move: what was wrong before is to be put right by this very publish.
                    context.Warn(ahead);
                    return;
                }

                if (!SlotFacts.IsBefore(confirmed, goal))
                {
                    return;
                }

                if (Environment.TickCount64 >= deadline)
                {
                    throw new DiagnosticException(ahead);
                }

                context.Status($"waiting until the capture has come past the making of {desired.PublicationName} ({confirmed} of {goal})");
                await Task.Delay(SlotPause, context.Stop).ConfigureAwait(false);
            }
        }
        catch (DatabaseException e)
        {
            context.NotChecked($"whether the capture has come past the making of {desired.PublicationName}", e.Message);
        }
    }

    private static CaptureSpec? SpecOf(string name, IReadOnlyList<LiveSpec> there) =>
        there.FirstOrDefault(s => s.Name == name) is { } live ? CaptureSpec.Parse(live.Spec) : null;

    private async Task DryRunAsync(Capture desired, PreviewContext<Capture> context)
    {
        try
        {
            var targets = CapturePlan.Tables(desired).Select(t => CapturePlan.Target(desired, t)).ToList();
            var there = await upstreams.Estuary.GetLiveAsync([desired.CaptureName, .. targets], context.Stop).ConfigureAwait(false);
            var staged = await StageAsync(desired, context.Current, there, context).ConfigureAwait(false);
            using var watch = upstreams.Estuary.Watch(context.Status);
            await upstreams
                .Estuary.PublishAsync(
                    new()
                    {
                        Specs = staged,
                        Detail = Detail(context),
                        DataPlane = desired.DataPlane,
                        DryRun = true,
                    },
                    context.Stop
                )
                .ConfigureAwait(false);
        }
        catch (EstuaryPublishException refused)
        {
            throw Explain(refused, desired);
        }
        catch (Exception e) when (e is EstuaryUnreachableException or EstuaryUnavailableException or DatabaseException)
        {
            context.NotChecked($"dry run of {desired.CaptureName}", e.Message);
        }
    }
}
