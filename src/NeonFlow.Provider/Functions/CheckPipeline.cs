using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>postgres.checkPipeline</c>.</summary>
internal sealed class CheckPipeline(UpstreamClients upstreams) : Function<CheckPipelineArgs, CheckPipelineResult>
{
    // The capture's input of that name; whoever asks names the host within the connection.
    private const string HostPath = "address";

    private readonly DatabaseAccess _access = new(upstreams, "preflight");
    private readonly AddressLists _addresses = new(upstreams);

    public override CheckPipelineArgs Check(CheckContext<CheckPipelineArgs> context)
    {
        var inputs = context.Inputs;
        ConnectionChecks.Check(context, inputs.Connection, mayBePooled: true);
        SqlChecks.Name(context, nameof(inputs.User), inputs.User, grantee: true);
        SqlChecks.Names(context, nameof(inputs.Schemas), inputs.Schemas);
        if (inputs is { ReadOnly: true, WatermarksTable: { } table })
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                nameof(inputs.WatermarksTable),
                $"A read-only capture writes no watermarks, and {table} is named as the table for them.",
                "Keep WatermarksTable, or ReadOnly = true."
            );
        }

        for (var i = 0; i < inputs.CidrBlocks?.Count; i++)
        {
            if (AllowedIpEntry.TryParse(inputs.CidrBlocks[i], out var problem) is null)
            {
                context.Fail(
                    NeonDiagnostics.BadAddress,
                    PropertyPath.Element(nameof(inputs.CidrBlocks), i),
                    $"{problem}.",
                    "CidrBlocks = { \"198.51.100.7/32\" }"
                );
            }
        }

        return inputs;
    }

    public override async Task<CheckPipelineResult> InvokeAsync(CheckPipelineArgs args, OperationContext context)
    {
        var (address, host) = await _access.ResolveDirectAsync(args.Connection, context.Stop);
        var (names, search, facts, subject) = await _access.ReadAsync(
            args.Connection,
            address,
            (session, stop) => LookAsync(session, args, host, stop),
            context.Stop
        );
        var (list, notLooked) = await AddressesAsync(args, address, subject, context.Stop);
        IReadOnlyList<NotJudged> gaps = notLooked is null
            ? search.NotJudged
            : [.. search.NotJudged, new(CaptureAspects.Addresses, notLooked.What, notLooked.Because)];
        var verdict = CapturePreflight.Judge(
            new(subject, facts)
            {
                Addresses = list,
                UnknownInputs = [.. gaps.Select(static g => new NotKnown(g.Aspects, g.What))],
                IsReal = true,
            }
        );
        return new()
        {
            Ok = verdict.Passes,
            Findings =
            [
                .. verdict.Failures.Select(d => Finding("error", d)),
                .. verdict.Warnings.Select(d => Finding("warning", d)),
                .. verdict.Notes.Select(d => Finding("info", d)),
            ],
            NotChecked = [.. gaps.Select(PipelineGap.Of)],
            Discovered = search.Found,
            Host = host,
            Database = address.Database,
            User = names.User,
            PublicationName = names.Publication,
            SlotName = names.Slot,
            WatermarksTable = names.WatermarksTable?.ToString(),
            Tables = [.. subject.Tables.Select(static t => t.Name.ToString())],
        };

        PipelineFinding Finding(string severity, Diagnostic diagnostic) =>
            PipelineFinding.Of(
                severity,
                diagnostic,
                diagnostic.Path != HostPath ? diagnostic.Path
                    : args.Connection is null ? ""
                    : PropertyPath.Of(nameof(Connection), nameof(Connection.Host))
            );
    }

    private static async Task<(PipelineNames Names, PipelineSearch Search, CaptureFacts Facts, CaptureSubject Subject)> LookAsync(
        PostgresSession session,
        CheckPipelineArgs args,
        string host,
        CancellationToken stop
    )
    {
        var search = new PipelineSearch(session);
        var names = await search.FindAsync(
            new()
            {
                User = args.User,
                Publication = args.PublicationName,
                Slot = args.SlotName,
                WatermarksTable = args.WatermarksTable,
                IsReadOnly = args.ReadOnly == true,
                Tables = args.Tables,
                Schemas = args.Schemas,
                HasStreamed = args.HasStreamed,
            },
            stop
        );
        var subject = SubjectOf(args, names, host);
        return (names, search, await PreflightFacts.GatherAsync(session, subject, stop), subject);
    }

    private static CaptureSubject SubjectOf(CheckPipelineArgs args, PipelineNames names, string host) =>
        new()
        {
            Name = names.Slot ?? "",
            Host = host,
            User = names.User ?? "",
            Publication = names.Publication ?? "",
            Slot = names.Slot ?? "",
            WatermarksTable = names.WatermarksTable,
            Tables =
            [
                .. (names.Tables ?? []).Select(t => new BoundTable(
                    t,
                    IndexOf(args.Tables, t) is { } at ? PropertyPath.Element(PropertyPath.Of(nameof(args.Tables)), at) : $"table {t}"
                )),
            ],
            Exists = names.HasStreamed == true,
            HasStreamed = names.HasStreamed == true,
            IsNeon = Connection.IsOnNeon(args.Connection, host),
            // What the program has counted to stands in its state only.
            NextBackfill = null,
            TablesPath = PropertyPath.Of(nameof(args.Tables)),
            HostPath = HostPath,
            UserPath = PropertyPath.Of(nameof(args.User)),
            PublicationPath = PropertyPath.Of(nameof(args.PublicationName)),
            SlotPath = PropertyPath.Of(nameof(args.SlotName)),
            WatermarksPath = PropertyPath.Of(nameof(args.WatermarksTable)),
        };

    private static int? IndexOf(IReadOnlyList<TableName>? tables, TableName table)
    {
        for (var i = 0; i < tables?.Count; i++)
        {
            if (tables[i] == table)
            {
                return i;
            }
        }

        return null;
    }

    private async Task<(AddressList? List, NotLooked? NotLooked)> AddressesAsync(
        CheckPipelineArgs args,
        PostgresAddress address,
        CaptureSubject subject,
        CancellationToken stop
    )
    {
        if (args.Connection is not { ProjectId: { } project } connection)
        {
            return (null, subject.IsNeon ? new("address list", "the connection names a host, and not its Neon project") : null);
        }

        return await _addresses.LookAsync(
            new(project)
            {
                HasBranch = true,
                Branch = connection.BranchId,
                Host = address.Host,
                DataPlane = args.DataPlane,
                Blocks = args.CidrBlocks is { Count: > 0 } blocks ? blocks : null,
            },
            stop
        );
    }
}
