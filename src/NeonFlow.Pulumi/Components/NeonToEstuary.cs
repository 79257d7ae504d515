using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using NeonFlow.Pulumi.Estuary;
using NeonFlow.Pulumi.Neon;
using NeonFlow.Pulumi.Postgres;
using NeonFlow.Pulumi.Postgres.Inputs;
using Pulumi;

namespace NeonFlow.Pulumi;

/// <summary>
/// A whole change data capture pipeline: logical replication of the Neon project, the capture's role with its grants and default privileges, the watermarks table, the publication, IP Allow for Estuary's data
/// plane, the replication slot's end of life, and the Estuary capture with its collections. Every name is wired once. Destroy goes the other way round and leaves only logical replication on.
/// </summary>
public sealed class NeonToEstuary : global::Pulumi.ComponentResource
{
    private const int LongestName = 63;

    /// <summary>Catalogue name of the capture.</summary>
    [Output("captureName")]
    public Output<string> CaptureName { get; private set; }

    /// <summary>Collections that the capture writes, one for each table.</summary>
    [Output("collections")]
    public Output<ImmutableArray<string>> Collections { get; private set; }

    /// <summary>Role that the capture logs in as.</summary>
    [Output("roleName")]
    public Output<string> RoleName { get; private set; }

    /// <summary>Password of the role; secret.</summary>
    [Output("password")]
    public Output<string?> Password { get; private set; }

    /// <summary>Publication that the capture reads.</summary>
    [Output("publicationName")]
    public Output<string> PublicationName { get; private set; }

    /// <summary>Replication slot of the capture.</summary>
    [Output("slotName")]
    public Output<string> SlotName { get; private set; }

    /// <summary>Declares the pipeline.</summary>
    /// <param name="name">Logical name in the program; also what the objects on the database are called, see <see cref="NeonToEstuaryArgs.ObjectName"/>.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's component options.</param>
    /// <exception cref="ArgumentException">A required input is missing, or a table is not written as <c>schema.table</c>.</exception>
    public NeonToEstuary(string name, NeonToEstuaryArgs args, ComponentResourceOptions? options = null)
        : base("neonflow:index:NeonToEstuary", name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var projectId = Required(args.ProjectId, nameof(args.ProjectId), "\"hidden-cell-763301\"");
        var database = Required(args.Database, nameof(args.Database), "\"shop\"");
        var prefix = Required(args.Prefix, nameof(args.Prefix), "\"acmeCo/shop\"");
        var tables = Tables(args.Tables);
        var objects = ObjectName(name, args.ObjectName);
        var watermarks = $"{tables[0].Schema}.{objects}_watermarks";

        // One place for each name: publication, slot, role and host cannot differ between the two ends.
        var ours = new InvokeOptions { Parent = this };
        var answer = GetConnection.Invoke(new GetConnectionInvokeArgs { ProjectId = projectId, BranchId = args.BranchId, Database = database }, ours);

        // The answer as a whole is secret because of the password in it; host, port and owner are not, and previews should show them.
        var source = Output.Unsecret(answer.Apply(static a => (a.Host, a.Port, Owner: a.Role)));
        var connection = new ConnectionArgs { ProjectId = projectId, BranchId = args.BranchId, Database = database };

        var replication = new LogicalReplication(name, new LogicalReplicationArgs
        {
            ProjectId = projectId,
            AcknowledgeIrreversible = args.AcknowledgeIrreversible,
            Connection = connection,
        }, Options());

        var role = new Role(name, new RoleArgs
        {
            ProjectId = projectId,
            BranchId = args.BranchId,
            Name = objects,
            Rotation = args.Rotation,
        }, Options(replication));

        var rights = new List<Resource> { role };
        foreach (var schema in tables.GroupBy(static t => t.Schema, StringComparer.Ordinal))
        {
            var suffix = schema.Key == "public" ? "" : "-" + schema.Key;
            rights.Add(new Grant(name + suffix, new GrantArgs
            {
                Connection = connection,
                Role = role.Name,
                Schema = schema.Key,
                Tables = schema.Select(static t => t.Text).ToArray(),
            }, Options(role)));

            var creators = new DefaultPrivilegesArgs { Connection = connection, Role = role.Name, Schema = schema.Key };
            creators.Creators = args.GivenCreators ?? source.Apply(static s => ImmutableArray.Create(s.Owner));
            rights.Add(new DefaultPrivileges(name + suffix, creators, Options(role)));
        }

        rights.Add(new WatermarksTable(name, new WatermarksTableArgs { Connection = connection, Table = watermarks, Role = role.Name }, Options(role)));

        var publication = new Publication(name, new PublicationArgs
        {
            Connection = connection,
            Name = objects,
            Tables = tables.Select(static t => t.Text).Append(watermarks).ToArray(),
        }, Options([.. rights]));

        var slot = new ReplicationSlot(name, new ReplicationSlotArgs { Connection = connection, Name = objects }, Options(publication));

        var before = new List<Resource>(rights) { publication, slot };
        if (args.OpenIpAllow)
        {
            var plane = GetDataPlane.Invoke(new GetDataPlaneInvokeArgs { Name = args.DataPlane, Prefix = prefix }, ours);
            before.Add(new IpAllow(name, new IpAllowArgs { ProjectId = projectId, Entries = plane.Apply(static p => p.CidrBlocks), KeepOpen = true }, Options()));
        }

        var capture = new Capture(name, new CaptureArgs
        {
            CaptureName = prefix.Apply(p => $"{p.TrimEnd('/')}/{objects}"),
            CollectionPrefix = prefix.Apply(static p => p.TrimEnd('/')),
            Connector = args.Connector!,
            Address = Output.Tuple(source, (args.CaptureAddress ?? "").ToOutput()).Apply(static t => t.Item2 is { Length: > 0 } given ? given
                : t.Item1.Port == 5432 ? t.Item1.Host
                : string.Create(CultureInfo.InvariantCulture, $"{t.Item1.Host}:{t.Item1.Port}")),
            Database = database,
            User = role.Name,
            Password = role.Password.Apply(static p => p!),
            PublicationName = publication.Name,
            SlotName = slot.Name,
            WatermarksTable = watermarks,
            Tables = tables.Select(static t => t.Text).ToArray(),
            HistoryMode = args.HistoryMode!,
            DataPlane = args.DataPlane!,
            Connection = connection,
        }, Options([.. before]));

        CaptureName = capture.CaptureName;
        Collections = capture.Collections;
        RoleName = role.Name;
        Password = role.Password;
        PublicationName = publication.Name;
        SlotName = slot.Name;
        RegisterOutputs(new Dictionary<string, object?>
        {
            ["captureName"] = CaptureName,
            ["collections"] = Collections,
            ["roleName"] = RoleName,
            ["password"] = Password,
            ["publicationName"] = PublicationName,
            ["slotName"] = SlotName,
        });

        CustomResourceOptions Options(params Resource[] after)
        {
            var result = new CustomResourceOptions { Parent = this };
            foreach (var resource in after)
            {
                result.DependsOn.Add(resource);
            }

            return result;
        }
    }

    private static Output<string> Required(Input<string>? value, string property, string example) =>
        (value ?? throw new ArgumentException($"{property} is required. Write {property} = {example}.", property)).ToOutput();

    private static List<(string Schema, string Text)> Tables(IList<string> tables)
    {
        if (tables is not { Count: > 0 })
        {
            throw new ArgumentException("Tables is empty: a capture without tables captures nothing. Write Tables = { \"public.orders\" }.", nameof(Tables));
        }

        return tables.Select(static (table, i) =>
        {
            // The first dot outside of quotes parts schema and table.
            var quoted = false;
            for (var at = 0; at < table.Length; at++)
            {
                if (table[at] == '"')
                {
                    quoted = !quoted;
                }
                else if (table[at] == '.' && !quoted && at > 0 && at < table.Length - 1)
                {
                    return (table[..at], table);
                }
            }

            throw new ArgumentException($"Tables[{i}] is \"{table}\"; a table is written with its schema, for example \"public.{(table.Length == 0 ? "orders" : table)}\".", nameof(tables));
        }).ToList();
    }

    private static string ObjectName(string component, string? given)
    {
        if (given is null)
        {
            var letters = component.ToLowerInvariant().Select(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '_');
            given = "estuary_" + string.Concat(letters);
        }

        // The watermarks table carries the longest name made of it.
        if (given.Length + "_watermarks".Length > LongestName || given.Length == 0 || !given.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_') || char.IsAsciiDigit(given[0]))
        {
            throw new ArgumentException(
                $"ObjectName is \"{given}\"; names on the database consist of at most {LongestName - "_watermarks".Length} lower-case letters, digits and _, because the connector sends them unquoted. Write ObjectName = \"estuary_orders\".",
                nameof(given));
        }

        return given;
    }
}
