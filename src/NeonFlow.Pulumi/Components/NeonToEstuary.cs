using System.Collections.Immutable;
using System.Globalization;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using Pulumi;

namespace NeonFlow.Cdc;

/// <summary>
/// A whole change data capture pipeline: logical replication of the Neon project, the capture's role with its grants and default
/// privileges, the watermarks table, the publication, IP Allow for Estuary's data
/// plane, the replication slot's end of life, and the Estuary capture with its collections. Every name is wired once. Destroy goes the
/// other way round: it leaves logical replication on, and the collections unless <see cref="NeonToEstuaryArgs.DeleteCollections"/> is set.
/// </summary>
public sealed partial class NeonToEstuary : Pulumi.ComponentResource
{
    private const int LongestName = 63;
    private const string Watermarks = "_watermarks";

    /// <summary>Catalogue name of the capture.</summary>
    [Output("captureName")]
    public Output<string> CaptureName { get; private set; }

    /// <summary>Collections that the capture writes, one for each table.</summary>
    [Output("collections")]
    public Output<ImmutableArray<string>> Collections { get; private set; }

    /// <summary>Data plane that the capture runs in.</summary>
    [Output("dataPlane")]
    public Output<string> DataPlane { get; private set; }

    /// <summary>Direct host of the database that the capture connects to, with the port where it is not 5432.</summary>
    [Output("address")]
    public Output<string> Address { get; private set; }

    /// <summary>Role that the capture logs in as.</summary>
    [Output("roleName")]
    public Output<string> RoleName { get; private set; }

    /// <summary>Password of the role; secret.</summary>
    [Output("password")]
    public Output<string> Password { get; private set; }

    /// <summary>Publication that the capture reads.</summary>
    [Output("publicationName")]
    public Output<string> PublicationName { get; private set; }

    /// <summary>Replication slot of the capture.</summary>
    [Output("slotName")]
    public Output<string> SlotName { get; private set; }

    /// <summary>Table, as <c>schema.table</c>, into which the capture writes its watermarks.</summary>
    [Output("watermarksTable")]
    public Output<string> WatermarksTable { get; private set; }

    /// <summary>
    /// Declares the pipeline. What <paramref name="options"/> names in <c>DependsOn</c> is waited for by every part of it.
    /// </summary>
    /// <param name="name">Logical name in the program; new objects on the database are called after it, see
    /// <see cref="NeonToEstuaryArgs.ObjectName"/>.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's component options.</param>
    /// <exception cref="RunException">Required inputs are missing, or cannot be what they are; the message has all of it.</exception>
    public NeonToEstuary(string name, NeonToEstuaryArgs args, ComponentResourceOptions? options = null)
        : base("neonflow:index:NeonToEstuary", name, args, options)
    {
        args ??= new NeonToEstuaryArgs();
        var wrong = new List<string>();
        var projectId = Required(args.ProjectId, nameof(args.ProjectId), "\"hidden-cell-763301\"", wrong);
        var database = Required(args.Database, nameof(args.Database), "\"shop\"", wrong);
        var prefix = Required(args.Prefix, nameof(args.Prefix), "\"acmeCo/shop\"", wrong);
        var tables = Tables(args.Tables, wrong);
        var objects = ObjectName(args.ObjectName, wrong);
        if (wrong.Count > 0)
        {
            throw new RunException($"NeonToEstuary \"{name}\": {string.Join($"{Environment.NewLine}NeonToEstuary \"{name}\": ", wrong)}");
        }

        // A component's DependsOn holds for nothing by itself: each part has to say it.
        var awaited = options?.DependsOn ?? new InputList<Resource>();
        // Only an up has to wait with its questions: what is there is there in a preview, too.
        var ours = new InvokeOutputOptions
        {
            Parent = this,
            DependsOn = Pulumi.Deployment.Instance.IsDryRun ? new InputList<Resource>() : awaited,
        };
        var adopt = args.Adopt!;

        var replication = new LogicalReplication(
            name,
            new LogicalReplicationArgs
            {
                ProjectId = projectId,
                AcknowledgeIrreversible = args.AcknowledgeIrreversible,
                Connection = new ConnectionArgs
                {
                    ProjectId = projectId,
                    BranchId = args.BranchId,
                    Database = database,
                    Role = args.ConnectionRole,
                },
            },
            Options()
        );

        var role = new Role(
            name,
            new RoleArgs
            {
                ProjectId = projectId,
                BranchId = args.BranchId,
                Name = args.RoleName ?? Named(static o => o),
                Rotation = args.Rotation,
                Adopt = adopt,
            },
            Options(replication)
        );

        // In an up that continues on error, what a failed part would have told is null in each Apply.
        // The role stays on the branch that it was made on, and the whole pipeline with it.
        var branch = role.BranchId.Apply(static b => b!);
        var place = GetDatabase.Invoke(
            new GetDatabaseInvokeArgs
            {
                ProjectId = projectId,
                BranchId = branch,
                Database = database,
            },
            ours
        );
        var login = (args.ConnectionRole ?? "").ToOutput();
        var connection = new ConnectionArgs
        {
            ProjectId = projectId,
            BranchId = branch,
            Database = database,
            Role = args.ConnectionRole,
        };

        // One place for each name, so that the two ends cannot differ. One that is left out is known to the part alone, which has a state.
        var rights = new List<Resource> { role };
        foreach (var schema in tables.GroupBy(static t => t.Schema, StringComparer.Ordinal))
        {
            var suffix = schema.Key == "public" ? "" : "-" + schema.Key;
            rights.Add(
                new Grant(
                    name + suffix,
                    new GrantArgs
                    {
                        Connection = connection,
                        Role = role.Name,
                        Schema = schema.Key,
                        Tables = schema.Select(static t => t.Text).ToArray(),
                    },
                    OptionsOf(suffix, role)
                )
            );

            var creators = new DefaultPrivilegesArgs
            {
                Connection = connection,
                Role = role.Name,
                Schema = schema.Key,
            };
            creators.Creators =
                args.GivenCreators
                ?? Output
                    .Tuple(place, login)
                    .Apply(static t => ImmutableArray.Create(t.Item2 is { Length: > 0 } given ? given : t.Item1?.Owner!));
            rights.Add(new DefaultPrivileges(name + suffix, creators, OptionsOf(suffix, role)));
        }

        var watermarks = new WatermarksTable(
            name,
            new WatermarksTableArgs
            {
                Connection = connection,
                Table = args.WatermarksTable ?? Named(static o => $"public.{o}{Watermarks}"),
                Role = role.Name,
            },
            Options(role)
        );
        rights.Add(watermarks);

        var publication = new Publication(
            name,
            new PublicationArgs
            {
                Connection = connection,
                Name = args.PublicationName ?? Named(static o => o),
                Tables = watermarks.Table.Apply(w => tables.Select(static t => t.Text).Append(w).ToImmutableArray()),
                Adopt = adopt,
            },
            Options([.. rights])
        );

        var slot = new ReplicationSlot(
            name,
            new ReplicationSlotArgs
            {
                Connection = connection,
                Name = args.SlotName ?? Named(static o => o),
                Adopt = adopt,
            },
            Options(publication)
        );

        var folder = prefix.Apply(static p => p?.TrimEnd('/')!);
        var captureName = args.CaptureName ?? Named(o => folder.Apply(f => $"{f}/{o}"));
        var before = new List<Resource>(rights) { publication, slot };
        if (args.OpenIpAllow)
        {
            // A capture without a name tells what it is called only after its addresses are let in; a part without one is called alike.
            var alike =
                args.RoleName is null ? role.Name
                : args.SlotName is null ? slot.Name
                : args.PublicationName is null ? publication.Name
                : Output.Create(
                    "estuary_" + string.Concat(name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'))
                );
            var plane = GetDataPlane.Invoke(
                new GetDataPlaneInvokeArgs
                {
                    Name = args.DataPlane,
                    Prefix = prefix,
                    Capture = captureName ?? Output.Tuple(folder, alike).Apply(static t => $"{t.Item1}/{t.Item2}"),
                },
                ours
            );
            before.Add(
                new IpAllow(
                    name,
                    new IpAllowArgs
                    {
                        ProjectId = projectId,
                        Entries = plane.Apply(static p => p?.CidrBlocks ?? []),
                        KeepOpen = true,
                    },
                    Options()
                )
            );
        }

        var published = new CaptureArgs
        {
            CaptureName = captureName!,
            CollectionPrefix = folder,
            Connector = args.Connector!,
            Address = Output
                .Tuple(place, (args.Address ?? "").ToOutput())
                .Apply(static t =>
                    t.Item2 is { Length: > 0 } given ? given
                    : t.Item1 is not { } found ? null!
                    : found.Port == 5432 ? found.Host
                    : string.Create(CultureInfo.InvariantCulture, $"{found.Host}:{found.Port}")
                ),
            Database = database,
            User = role.Name,
            Password = role.Password,
            PublicationName = publication.Name,
            SlotName = slot.Name,
            WatermarksTable = watermarks.Table,
            SslMode = args.SslMode!,
            Tables = tables.Select(static t => t.Text).ToArray(),
            Reset = args.Reset!,
            OnLoss = args.OnLoss!,
            HistoryMode = args.HistoryMode!,
            DataPlane = args.DataPlane!,
            DryRun = args.DryRun!,
            Adopt = adopt,
            DeleteCollections = args.DeleteCollections!,
            Connection = connection,
        };
        if (args.GivenModes is { } modes)
        {
            published.Modes = modes;
        }

        if (args.GivenTargets is { } targets)
        {
            published.Targets = targets;
        }

        if (args.GivenBackfill is { } backfill)
        {
            published.Backfill = backfill;
        }

        var capture = new Capture(name, published, Options([.. before]));
        CaptureName = capture.CaptureName;
        Collections = capture.Collections;
        DataPlane = capture.DataPlane;
        Address = capture.Address;
        RoleName = role.Name;
        Password = role.Password;
        PublicationName = publication.Name;
        SlotName = slot.Name;
        WatermarksTable = watermarks.Table;
        RegisterOutputs(
            new Dictionary<string, object?>
            {
                ["captureName"] = CaptureName,
                ["collections"] = Collections,
                ["dataPlane"] = DataPlane,
                ["address"] = Address,
                ["roleName"] = RoleName,
                ["password"] = Password,
                ["publicationName"] = PublicationName,
                ["slotName"] = SlotName,
                ["watermarksTable"] = WatermarksTable,
            }
        );

        // Null is as left out: the part then has the name that it has already, or one made of the component's name.
        Input<string>? Named(Func<string, Input<string>> of) => objects is null ? null : of(objects);

        CustomResourceOptions Options(params Resource[] after) => OptionsOf("", after);

        CustomResourceOptions OptionsOf(string suffix, params Resource[] after) =>
            new()
            {
                Parent = this,
                DependsOn = awaited.Concat(after),
                Aliases = [.. FormerNames(name, suffix, options)],
            };
    }
}
