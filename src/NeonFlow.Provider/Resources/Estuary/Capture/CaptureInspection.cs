using NeonFlow.Estuary;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Looks at the database of a <see cref="Capture"/> and has it judged.</summary>
internal sealed class CaptureInspection(UpstreamClients upstreams)
{
    // What cannot be judged while an input is not known.
    private static readonly (string Input, CaptureAspects Aspects)[] InputAspects =
    [
        (nameof(Capture.Address), CaptureAspects.Host),
        (nameof(Capture.User), CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks),
        (nameof(Capture.PublicationName), CaptureAspects.PublicationName | CaptureAspects.Publication),
        (nameof(Capture.SlotName), CaptureAspects.SlotName | CaptureAspects.Slot),
        (nameof(Capture.WatermarksTable), CaptureAspects.Watermarks),
        (nameof(Capture.Tables), CaptureAspects.Tables),
    ];

    // Inputs with which the capture itself logs in.
    private static readonly string[] LoginInputs =
    [
        nameof(Capture.Address),
        nameof(Capture.Database),
        nameof(Capture.User),
        nameof(Capture.Password),
    ];

    private readonly AddressLists _addresses = new(upstreams);

    /// <summary>Where the capture's database is; null: not known yet.</summary>
    public string? PlaceOf(Capture inputs, UnknownSet unknown)
    {
        if (inputs.Connection is not null || IsUnknown(unknown, nameof(Capture.Connection)))
        {
            return upstreams.PlaceOf(inputs.Connection, unknown);
        }

        return IsUnknown(unknown, nameof(Capture.Address)) || IsUnknown(unknown, nameof(Capture.Database))
            ? null
            : UpstreamClients.PlaceOf(CapturePlan.HostOf(inputs.Address), CapturePlan.PortOf(inputs.Address), inputs.Database);
    }

    /// <summary>How to look at the database: as the program says, else as the capture does.</summary>
    public static Connection ConnectionOf(Capture capture)
    {
        if (capture.Connection is { } connection)
        {
            return connection;
        }

        var endpoint = CapturePlan.Endpoint(capture, withPassword: true);
        return new()
        {
            Host = CapturePlan.HostOf(endpoint.Address),
            Port = CapturePlan.PortOf(endpoint.Address),
            Database = endpoint.Database,
            User = endpoint.User,
            Password = capture.Password,
            TlsMode = CapturePlan.SslModeOf(capture) switch
            {
                CaptureSslMode.Disable => ConnectionTlsMode.Disable,
                CaptureSslMode.VerifyFull => ConnectionTlsMode.VerifyFull,
                CaptureSslMode.VerifyCa => ConnectionTlsMode.VerifyCa,
                _ => ConnectionTlsMode.Require,
            },
        };
    }

    /// <summary>Fails with everything that would keep the pipeline from running, at once.</summary>
    /// <param name="desired">Inputs, with what the state knows besides.</param>
    /// <param name="unknown">What is unknown in them.</param>
    /// <param name="exists">Whether the capture exists already.</param>
    /// <param name="live">What is in force; null: nothing yet.</param>
    /// <param name="keys">Keys of the collections that exist and are not emptied.</param>
    /// <param name="context">The operation.</param>
    public async Task<PreflightVerdict> JudgeAsync(
        Capture desired,
        UnknownSet unknown,
        bool exists,
        CaptureSpec? live,
        IReadOnlyDictionary<string, IReadOnlyList<string>> keys,
        OperationContext context
    )
    {
        var place = PlaceOf(desired, unknown, context);
        var subject = SubjectOf(desired, unknown, live, keys, context) with { Exists = exists, Status = desired.Status };
        var verdict = await JudgeAsync(desired, unknown, place, subject, context).ConfigureAwait(false);
        foreach (var warning in verdict.Warnings)
        {
            context.Warn(warning);
        }

        if (verdict.NotJudged is { } line)
        {
            context.Info(line);
        }

        if (!verdict.Passes)
        {
            context.SayWhatIsUnavailable();
        }

        return verdict.Passes
            ? verdict
            : throw new DiagnosticException(verdict.Failures)
            {
                Heading = $"The capture {subject.Name} would not run as it should, for {verdict.Failures.Count} reasons:",
            };
    }

    /// <summary>
    /// Warns of what breaks a capture that runs, or costs it rows. A Read that failed would end the whole operation, and an unchanged
    /// program has no preview of its capture besides.
    /// </summary>
    /// <param name="read">The capture as read.</param>
    /// <param name="spec">What is in force.</param>
    /// <param name="status">How it does; null: not known.</param>
    /// <param name="keys">Keys of its collections.</param>
    /// <param name="context">The operation.</param>
    public async Task<PreflightVerdict> WarnAboutHealthAsync(
        Capture read,
        CaptureSpec spec,
        TaskStatus? status,
        IReadOnlyDictionary<string, IReadOnlyList<string>> keys,
        ReadContext<Capture> context
    )
    {
        var trouble = status is null or { Status: TaskStatus.Ok } ? "" : CatalogPublisher.Words(status);
        if (status is { Status: TaskStatus.Error })
        {
            context.Warn(
                new(EstuaryDiagnostics.NotRunning, nameof(Capture.CaptureName), $"{read.CaptureName} does not run: {trouble}")
                {
                    Kind = FailureKind.Failed,
                }
            );
        }

        var host = CapturePlan.HostOf(read.Address);
        var subject = CapturePlan.Subject(read, spec, host, keys) with { Status = status?.Status, Trouble = trouble };
        // What the program is about to make is not known to a Read, and no excuse for what is wrong now.
        var place = new CapturePlace(null, host.Length > 0 || read.Connection is not null ? ConnectionOf(read) : null);
        var verdict = await JudgeAsync(read, UnknownSet.None, place, subject, context).ConfigureAwait(false);
        // What makes a change is said by its preview, with what heals it.
        var losses = verdict.Losses.Select(static l => l.Code).ToHashSet();
        foreach (var finding in verdict.Warnings.Where(f => !losses.Contains(f.Code.Id)))
        {
            context.Warn(finding with { Fix = Say.BeforeProgram(finding.Fix) });
        }

        foreach (var note in verdict.Notes)
        {
            context.Info($"{note.Code.Id}: {note.Message}");
        }

        return verdict;
    }

    /// <summary>The database as it is; null, with a "not checked" line, where it cannot be looked at.</summary>
    public async Task<CaptureFacts?> LookAsync(CapturePlace place, CaptureSubject subject, OperationContext context)
    {
        if (place is { Way: null, IsSettings: false })
        {
            return null;
        }

        try
        {
            var address = await upstreams
                .ResolveAsync(place.Way, PropertyPath.Of(nameof(Capture.Connection)), context.Stop)
                .ConfigureAwait(false);
            context.Program.SameServer(place.Place, DatabaseId.PlaceOf(address));
            var groups = context.Program.At(DatabaseId.PlaceOf(address), context.Urn).Groups();
            return await PreflightFacts.GatherAsync(upstreams.Sessions, address, subject, context.Stop, groups).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.First(e) is { } because)
        {
            context.NotChecked($"database of the capture ({NamesOf(subject)})", because);
            return null;
        }
    }

    private async Task<PreflightVerdict> JudgeAsync(
        Capture capture,
        UnknownSet unknown,
        CapturePlace place,
        CaptureSubject subject,
        OperationContext context
    )
    {
        var facts = await LookAsync(place, subject, context).ConfigureAwait(false);
        if (
            facts is { Role: { CanLogin: true, Expired: false, CanConnect: true, ConnectionLimit: null } }
            && !IsUnknown(unknown, nameof(Capture.Password))
            && capture.Password is { Reveal: { Length: > 0 } password }
        )
        {
            // A capture that runs stays logged in when somebody sets another password, until it starts again.
            var path = PropertyPath.Of(nameof(Capture.Connection));
            var isRefused = await upstreams.RefusesAsync(place.Way, path, subject.User, password, context.Stop).ConfigureAwait(false);
            facts = facts with { RefusesPassword = isRefused };
        }

        if (facts is not null && place.Place is { } known)
        {
            await upstreams.FindServerAsync(known, context).ConfigureAwait(false);
        }

        var program = context.Program.At(place.Place, context.Urn);
        var situation = new CaptureSituation(subject with { IsInComponent = ResourceName.IsInComponent(context.Urn) }, facts)
        {
            Program = program,
            Addresses = await AddressesAsync(capture, unknown, place, program, context).ConfigureAwait(false),
            UnknownInputs = UnknownInputs(capture, unknown, place),
            ExternalRoles = upstreams.ExternalRoles,
            IsReal = !context.IsPreview,
        };
        return CapturePreflight.Judge(situation) with
        {
            EstimatedRows = RowsOf(situation),
            Tables = TablesOf(situation),
            HasSlot = facts is null ? null : facts.Slot is not null,
            Addresses = situation.Addresses,
        };
    }

    private async Task<AddressList?> AddressesAsync(
        Capture capture,
        UnknownSet unknown,
        CapturePlace place,
        IReadOnlyList<ProgramResource> program,
        OperationContext context
    )
    {
        if (ProjectOf(place, context) is not { } project)
        {
            return null;
        }

        var (way, at) = (place.Way is { IsNeon: true } ? place.Way : null, place.Place ?? "");
        var (list, notLooked) = await _addresses
            .LookAsync(
                new(project)
                {
                    HasBranch = way is not null || Places.IsNeon(at),
                    Branch = way is not null ? way.BranchId : NeonId.ReadServer(Places.ServerOf(at))?.Branch,
                    Host = IsUnknown(unknown, nameof(Capture.Address)) ? "" : CapturePlan.HostOf(capture.Address),
                    Capture = capture.CaptureName.ToString(),
                    DataPlane = capture.DataPlane,
                    UnknownInput = UnknownPlane(capture, unknown),
                    MayBeClosed = program.MayCloseList(),
                    GuardsProtectedOnly = program.GuardsProtectedOnly(),
                },
                context.Stop
            )
            .ConfigureAwait(false);
        notLooked?.Tell(context);
        return list;
    }

    // The data plane that is named counts, else the one where the capture of that name is.
    private static string? UnknownPlane(Capture capture, UnknownSet unknown) =>
        IsUnknown(unknown, nameof(Capture.DataPlane)) ? PropertyPath.Of(nameof(Capture.DataPlane))
        : capture.DataPlane is null && IsUnknown(unknown, nameof(Capture.CaptureName)) ? PropertyPath.Of(nameof(Capture.CaptureName))
        : null;

    private static NeonProjectId? ProjectOf(CapturePlace place, OperationContext context) =>
        place.Way?.ProjectId is { } named ? named
        : place.Place is { } at
        && context.Program.ProjectsOf(at) is { Count: 1 } projects
        && NeonId.ReadServer(projects.First()) is var (project, _)
            ? project
        : null;

    private static CaptureSubject SubjectOf(
        Capture desired,
        UnknownSet unknown,
        CaptureSpec? live,
        IReadOnlyDictionary<string, IReadOnlyList<string>> keys,
        OperationContext context
    )
    {
        bool Known(string property) => !IsUnknown(unknown, property);
        var subject = CapturePlan.Subject(
            Known(nameof(Capture.Tables)) ? desired : desired with { Tables = null },
            live,
            Known(nameof(Capture.Address)) ? CapturePlan.HostOf(desired.Address) : null,
            keys
        );
        return subject with
        {
            Name = Known(nameof(Capture.CaptureName)) ? desired.CaptureName.ToString() : context.Name,
            WatermarksTable = Known(nameof(Capture.WatermarksTable)) ? subject.WatermarksTable : null,
            IsLossOpen = !Known(nameof(Capture.OnLoss)) || !Known(nameof(Capture.Backfill)),
            StartsAnew =
                subject.StartsAnew && Known(nameof(Capture.Tables)) && Known(nameof(Capture.Modes)) && Known(nameof(Capture.Backfill)),
        };
    }

    private static List<NotKnown> UnknownInputs(Capture desired, UnknownSet unknown, CapturePlace place)
    {
        var inputs = InputAspects
            .Where(a => IsUnknown(unknown, a.Input))
            .Select(static a => new NotKnown(a.Aspects, PropertyPath.Of(a.Input)))
            .ToList();
        if (place is { Way: null, IsSettings: false })
        {
            var ways =
                desired.Connection is null && !IsUnknown(unknown, nameof(Capture.Connection)) ? LoginInputs : [nameof(Capture.Connection)];
            inputs.AddRange(
                unknown
                    .Paths.Where(p => ways.Any(w => PropertyPath.Of(w) == PropertyPath.Root(p)))
                    // An unknown role is among the aspects already.
                    .Where(p => p != PropertyPath.Of(nameof(Capture.User)))
                    .Order(StringComparer.Ordinal)
                    .Select(static p => new NotKnown(CaptureAspects.Database, p))
            );
        }

        return inputs;
    }

    /// <summary>
    /// Where the database is, and how to look at it: as the program says, as the capture will, else as another resource of the program
    /// does that is on the same database.
    /// </summary>
    private CapturePlace PlaceOf(Capture desired, UnknownSet unknown, OperationContext context)
    {
        var place = PlaceOf(desired, unknown);
        if (IsUnknown(unknown, nameof(Capture.Connection)))
        {
            return new(place, null);
        }

        if (desired.Connection is not null || !LoginInputs.Any(i => IsUnknown(unknown, i)))
        {
            return new(place, ConnectionOf(desired));
        }

        return new(place, place is null ? null : OtherConnection(context.Program.At(place, context.Urn)))
        {
            IsSettings = place is not null && place == upstreams.PlaceOf(null, UnknownSet.None),
        };
    }

    private static Connection? OtherConnection(IReadOnlyList<ProgramResource> program) =>
        program
            .Where(static r => r is { IsInSameDatabase: true, Place: not null } && !r.Unknown.Contains(PropertyPath.Of(nameof(Connection))))
            .Select(static r => r.Connection())
            .OfType<Connection>()
            // What another process of the provider tells of a direct address is without its password.
            .FirstOrDefault(static c => c.IsNeon || c.Password is not null);

    private static Dictionary<TableName, long> RowsOf(CaptureSituation situation) =>
        situation
            .Tables.Where(static t => t.Facts.Exists && t.Facts.EstimatedRows >= 0)
            .GroupBy(static t => t.Bound.Name)
            .ToDictionary(static t => t.Key, static t => t.First().Facts.EstimatedRows);

    private static Dictionary<TableName, CapturedTable> TablesOf(CaptureSituation situation) =>
        situation
            .Tables.Where(static t => t.Facts.Oid is not null)
            .GroupBy(static t => t.Bound.Name)
            .ToDictionary(static t => t.Key, static t => CapturedTable.Of(t.First().Facts.Oid!.Value, t.First().Seen));

    private static string NamesOf(CaptureSubject subject) =>
        string.Join(
            ", ",
            new[] { ("role", subject.User), ("publication", subject.Publication), ("slot", subject.Slot) }
                .Where(static n => n.Item2.Length > 0)
                .Select(static n => $"{n.Item1} {n.Item2}")
        );

    private static bool IsUnknown(UnknownSet unknown, string property) => unknown.Contains(PropertyPath.Of(property));
}
